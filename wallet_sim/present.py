"""Present a credential: OpenID4VP 1.0, direct_post, format ldp_vc (appendix B.1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.data_integrity.secure import prepare
from credentials.dcql.match import Holding, select
from credentials.strict_json import parse_object
from wallet_sim.authorization_request import fetch_authorization_request
from wallet_sim.consent import ConsentQuestion
from wallet_sim.refusals import WalletRefuses, expect
from wallet_sim.response import answer_form, error_form
from wallet_sim.verifier_statement import VerifierStatement, find_statement, refuse_over_asking

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher, Reply
    from wallet_sim.authorization_request import AuthorizationRequest
    from wallet_sim.city import City
    from wallet_sim.consent import AskHolder
    from wallet_sim.holder import Holder
    from wallet_sim.vault import KeptCredential, Vault

MAX_REPLY_BYTES = 64 * 1024
V2 = "https://www.w3.org/ns/credentials/v2"


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
        holder: Holder,
        vault: Vault,
        city: City,
        fetcher: Fetcher,
        now: Callable[[], int],
        take_entropy: Callable[[int], bytes],
        ask_holder: AskHolder,
    ) -> None:
        self._holder = holder
        self._vault = vault
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
        query_id, credential = await self._choose(request)
        if not await self.ask_holder(_question(request, statement, query_id, credential)):
            await self.decline(request)
            raise WalletRefuses("holder-said-no", "the holder does not want to show the card")
        return await self.answer(request, {query_id: [await self.presentation(request, [credential.document])]})

    async def open_request(self, link: str) -> AuthorizationRequest:
        """Fetch and prove a request, without looking at what it asks."""
        return await fetch_authorization_request(
            link, fetcher=self._fetcher, city=self._city, take_entropy=self._take_entropy, now=self._now
        )

    async def presentation(
        self,
        request: AuthorizationRequest,
        credentials: Sequence[JsonObject],
        *,
        nonce: str | None = None,
        audience: str | None = None,
    ) -> JsonObject:
        """Secure a presentation with the holder's key for this request (or, misbehaving, for another).

        Args:
            request: What is answered.
            credentials: The credentials to show.
            nonce: Instead of the request's.
            audience: Instead of the request's client identifier.
        """
        unsecured: JsonObject = {
            "@context": [V2],
            "type": ["VerifiablePresentation"],
            "holder": self._holder.did,
            "verifiableCredential": list(credentials),
        }
        prepared = prepare(
            unsecured,
            cryptosuite="eddsa-rdfc-2022",
            verification_method=self._holder.verification_method,
            proof_purpose="authentication",
            created=self._now(),
            contexts=await self.contexts(),
            domain=audience or request.client_id,
            challenge=nonce or request.nonce,
        )
        return prepared.attach(self._holder.sign(prepared.signing_input))

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

    async def contexts(self) -> ContextSet:
        """The contexts that presentations are secured with."""
        return await self._city.contexts()

    async def _choose(self, request: AuthorizationRequest) -> tuple[str, KeptCredential]:
        by_id = {kept.kept_id: kept for kept in reversed(self._vault.kept)}
        holdings = [Holding(kept.kept_id, "ldp_vc", kept.types, kept.document) for kept in by_id.values()]
        selection = select(request.query, holdings)
        if selection is None:
            await self.decline(request)
            raise WalletRefuses("no-match", "nothing in the vault answers the question")
        query_id, choices = next(iter(selection.choices.items()))
        return query_id, by_id[choices[0].holding.id]


def _question(
    request: AuthorizationRequest, statement: VerifierStatement, query_id: str, credential: KeptCredential
) -> ConsentQuestion:
    asked = [str(claim.path[-1]) for claim in request.query.credential(query_id).claims]
    subject = credential.document["credentialSubject"]
    return ConsentQuestion(
        who=statement.name,
        purpose=statement.title,
        reason=statement.reason,
        claims=tuple(asked),
        shown=tuple(name for name in subject if name not in ("id", "type")),
        retention_seconds=statement.retention_seconds,
    )
