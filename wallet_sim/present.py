"""Present a card: OpenID4VP 1.0, direct_post and direct_post.jwt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.dcql.claims_path import lies_on
from credentials.dcql.match import Holding, select
from credentials.strict_json import parse_object
from wallet_sim.authorization_request import fetch_authorization_request
from wallet_sim.consent import ConsentQuestion, name_of
from wallet_sim.forms.form import Showing
from wallet_sim.history import Shown
from wallet_sim.refusals import WalletRefuses, expect
from wallet_sim.response import answer_form, error_form
from wallet_sim.verifier_statement import VerifierStatement, find_statement, refuse_over_asking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher, Reply
    from wallet_sim.authorization_request import AuthorizationRequest
    from wallet_sim.city import City
    from wallet_sim.consent import AskHolder
    from wallet_sim.forms.form import Form
    from wallet_sim.history import History
    from wallet_sim.vault import Copy, KeptCard, Vault

MAX_REPLY_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Presented:
    """What was sent and what came back.

    Attributes:
        vp_token: The answer as sent.
        redirect_uri: Where the holder's browser is sent next, on the same device.
    """

    vp_token: JsonObject
    redirect_uri: str | None


class Present:
    """Walk from a request link to an answer, with the holder's consent.

    Attributes:
        ask_holder: Asks the person; may be replaced at any time.
    """

    def __init__(
        self,
        *,
        vault: Vault,
        history: History,
        forms: Mapping[str, Form],
        city: City,
        fetcher: Fetcher,
        now: Callable[[], int],
        take_entropy: Callable[[int], bytes],
        ask_holder: AskHolder,
    ) -> None:
        self._vault = vault
        self._history = history
        self._forms = forms
        self._city = city
        self._fetcher = fetcher
        self._now = now
        self._take_entropy = take_entropy
        self.ask_holder = ask_holder

    async def __call__(self, link: str) -> Presented:
        """Answer a request as a good wallet does.

        Raises:
            WalletRefuses: the verifier is not listed, asks for more than its purpose, nothing fits, or the holder
                said no; the verifier is told where it may be.
            ServiceRefused: the verifier did not take the answer.
        """
        request = await self.open_request(link)
        statement = find_statement(request.claims, verifier=request.verifier, city=self._city)
        refuse_over_asking(request.query, statement)
        query_id, card, paths = await self._choose(request, only_in_part=statement.only_in_part)
        question = self._question(statement, card.first, paths)
        if statement.only_in_part and question.shows_more_than_asked:
            await self.decline(request)
            raise WalletRefuses("shows-too-much", "this card can only be shown whole, which must not be asked for here")
        if not await self.ask_holder(question):
            await self.decline(request)
            raise WalletRefuses("holder-said-no", "the holder does not want to show the card")
        copy = card.take()
        presented = await self.presentation(request, copy, paths=paths)
        self._history.entries.append(
            Shown(at=self._now(), verifier=request.verifier, question=question, key=copy.holder.did)
        )
        return await self.answer(request, {query_id: [presented]})

    async def open_request(self, link: str) -> AuthorizationRequest:
        """Fetch and prove a request, without looking at what it asks."""
        return await fetch_authorization_request(
            link,
            vp_formats={name: form.vp_formats for name, form in self._forms.items()},
            fetcher=self._fetcher,
            city=self._city,
            take_entropy=self._take_entropy,
            now=self._now,
        )

    async def presentation(
        self,
        request: AuthorizationRequest,
        copy: Copy,
        *,
        paths: tuple[ClaimsPath, ...] | None = None,
        nonce: str | None = None,
        audience: str | None = None,
    ) -> Any:
        """Show a copy, signed by its holder's key for this request (or, misbehaving, for another).

        Args:
            request: What is answered.
            copy: What to show.
            paths: Instead of all claims that the request asks for in this format.
            nonce: Instead of the request's.
            audience: Instead of the request's client identifier.
        """
        if paths is None:
            asked = request.query.credential(request.query_id(copy.format))
            paths = tuple(claim.path for claim in asked.claims)
        showing = Showing(paths=paths, nonce=nonce or request.nonce, audience=audience or request.client_id)
        return await self._forms[copy.format].present(copy, showing)

    async def answer(self, request: AuthorizationRequest, vp_token: JsonObject) -> Presented:
        """Post an answer (sections 8.2 and 8.3)."""
        reply = await self._post(request, answer_form(request, vp_token, take_entropy=self._take_entropy))
        redirect = parse_object(reply.body).get("redirect_uri")
        return Presented(vp_token=vp_token, redirect_uri=redirect)

    async def decline(self, request: AuthorizationRequest) -> None:
        """Tell the verifier that there will be no answer (section 8.5)."""
        await self._post(request, error_form(request, "access_denied"))

    async def _post(self, request: AuthorizationRequest, form: dict[str, str]) -> Reply:
        reply = await self._fetcher.post_form(
            request.response_uri, form, accept=["application/json"], max_bytes=MAX_REPLY_BYTES
        )
        return expect("response", reply, 200)

    async def _choose(
        self, request: AuthorizationRequest, *, only_in_part: bool
    ) -> tuple[str, KeptCard, tuple[ClaimsPath, ...]]:
        """The newest card that answers, preferably one that can be shown as it must be."""
        by_id = {card.kept_id: card for card in reversed(self._vault.kept)}
        holdings = [
            Holding(name, card.first.format, card.first.types, card.first.claims) for name, card in by_id.items()
        ]
        usable = [one for one in holdings if self._is_usable(by_id[one.id], request, only_in_part=only_in_part)]
        selection = select(request.query, usable) or select(request.query, holdings)
        if selection is None:
            await self.decline(request)
            raise WalletRefuses("no-match", "nothing in the vault answers the question")
        query_id, choices = next(iter(selection.choices.items()))
        card = by_id[choices[0].holding.id]
        if not card.can_be_shown:
            await self.decline(request)
            raise WalletRefuses("no-copy-left", "every copy of this card has been shown; the office can make new ones")
        return query_id, card, choices[0].paths

    def _is_usable(self, card: KeptCard, request: AuthorizationRequest, *, only_in_part: bool) -> bool:
        if not card.can_be_shown:
            return False
        asked = [
            claim.path for one in request.query.credentials if one.format == card.first.format for claim in one.claims
        ]
        return not (only_in_part and self._beyond(card.first, asked))

    def _beyond(self, copy: Copy, paths: Sequence[ClaimsPath]) -> list[ClaimsPath]:
        """What the other side will see although it is not asked for."""
        shown = self._forms[copy.format].shows(copy, paths)
        return [fact for fact in shown if not any(lies_on(fact, path) for path in paths)]

    def _question(self, statement: VerifierStatement, copy: Copy, paths: tuple[ClaimsPath, ...]) -> ConsentQuestion:
        return ConsentQuestion(
            who=statement.name,
            purpose=statement.title,
            reason=statement.reason,
            legal_basis=statement.legal_basis,
            override=statement.override,
            claims=tuple(map(name_of, paths)),
            shown=tuple(map(name_of, self._forms[copy.format].shows(copy, paths))),
            beyond=tuple(map(name_of, self._beyond(copy, paths))),
            retention_seconds=statement.retention_seconds,
        )
