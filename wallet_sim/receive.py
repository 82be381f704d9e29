"""Receive a credential: OpenID4VCI 1.0, pre-authorized code flow with an offer by reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from credentials.jose import jws
from credentials.keys.jwk import render_public_jwk
from credentials.strict_json import parse_object, render
from wallet_sim.encrypted_request import MEDIA_TYPE as JWT
from wallet_sim.encrypted_request import EncryptedRequest
from wallet_sim.refusals import WalletRefuses, expect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher, Reply
    from wallet_sim.forms.form import Form
    from wallet_sim.holder import Holder, Holders
    from wallet_sim.vault import KeptCard, Vault
    from wallet_sim.wish import Wish

PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
PROOF_TYP = "openid4vci-proof+jwt"
JSON = ("application/json",)
MAX_JSON_BYTES = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an issuer offers (section 4.1.1), and where it said so.

    Attributes:
        issuer: Credential issuer identifier.
        configuration_ids: The offered credential configurations: forms of one card.
        code: The pre-authorized code.
        needs_tx_code: Whether the holder must type a code that came another way.
    """

    issuer: str
    configuration_ids: tuple[str, ...]
    code: str
    needs_tx_code: bool


class Receive:
    """Walk from an offer link to a card in the vault.

    Attributes:
        wish: Which form of a card is taken, and in how many copies; may be replaced at any time.
    """

    def __init__(
        self,
        *,
        holders: Holders,
        vault: Vault,
        forms: Mapping[str, Form],
        fetcher: Fetcher,
        now: Callable[[], int],
        take_entropy: Callable[[int], bytes],
        wish: Wish,
    ) -> None:
        self._holders = holders
        self._vault = vault
        self._forms = forms
        self._fetcher = fetcher
        self._now = now
        self._take_entropy = take_entropy
        self.wish = wish

    async def __call__(self, link: str, *, tx_code: str | None) -> KeptCard:
        """Receive what a link offers.

        Args:
            link: `openid-credential-offer://?credential_offer_uri=...`.
            tx_code: What the office told its holder, or None.

        Raises:
            ServiceRefused: the issuer answered with an error.
            WalletRefuses: the issuer's answer is not what it promised.
        """
        offer = await self.open_offer(link)
        metadata = await self._metadata("openid-credential-issuer", offer.issuer, "credential_issuer")
        servers = metadata.get("authorization_servers", [offer.issuer])
        server = await self._metadata("oauth-authorization-server", servers[0], "issuer")
        chosen = self.wish.choose(metadata, offer.configuration_ids, self._forms)
        configuration = metadata["credential_configurations_supported"][chosen]
        form = self._forms[configuration["format"]]
        token = await self._redeem(offer, server["token_endpoint"], tx_code)
        authorization = {"Authorization": f"{token['token_type']} {token['access_token']}"}
        nonce = await self._nonce(metadata["nonce_endpoint"])
        holders = [self._holders.new(form.key_algorithm) for _ in range(self.wish.copies_from(metadata))]
        by_jwk = configuration["cryptographic_binding_methods_supported"] == ["jwk"]
        proofs = [self.key_proof(one, audience=offer.issuer, nonce=nonce, by_jwk=by_jwk) for one in holders]
        body = {"credential_configuration_id": chosen, "proofs": {"jwt": proofs}}
        answer = parse_object(await self._ask(metadata, body, authorization), max_bytes=MAX_JSON_BYTES)
        kept = await self._check_and_keep(form, answer["credentials"], holders)
        await self._notify(metadata, authorization, answer.get("notification_id"))
        return kept

    async def _ask(self, metadata: JsonObject, body: JsonObject, authorization: dict[str, str]) -> bytes:
        endpoint = metadata["credential_endpoint"]
        if not self.wish.encrypted:
            return expect("credential", await self._post_json(endpoint, body, authorization), 200).body
        closed = EncryptedRequest(body, metadata, take_entropy=self._take_entropy)
        reply = await self._fetcher.post(
            endpoint,
            closed.message.encode("ascii"),
            content_type=JWT,
            accept=(JWT, *JSON),
            max_bytes=MAX_JSON_BYTES,
            headers=authorization,
        )
        return closed.open(expect("credential", reply, 200).body.decode("ascii", "replace"))

    async def open_offer(self, link: str) -> Offer:
        """Fetch the offer behind a link (section 4.1.3)."""
        query = parse_qs(urlsplit(link).query, strict_parsing=True)
        offer = await self._get(query["credential_offer_uri"][0], "offer")
        grant = offer["grants"][PRE_AUTHORIZED]
        return Offer(
            issuer=offer["credential_issuer"],
            configuration_ids=tuple(offer["credential_configuration_ids"]),
            code=grant["pre-authorized_code"],
            needs_tx_code="tx_code" in grant,
        )

    async def redeem(self, offer: Offer, *, tx_code: str | None) -> JsonObject:
        """Only the token request; for whoever wants to see it refused."""
        server = await self._metadata("oauth-authorization-server", offer.issuer, "issuer")
        return await self._redeem(offer, server["token_endpoint"], tx_code)

    async def _metadata(self, well_known: str, identifier: str, member: str) -> JsonObject:
        # RFC 8414 section 3: the well-known part is inserted between host and path, never appended.
        parts = urlsplit(identifier)
        url = f"{parts.scheme}://{parts.netloc}/.well-known/{well_known}{parts.path.rstrip('/')}"
        metadata = await self._get(url, well_known)
        if metadata.get(member) != identifier:
            raise WalletRefuses("metadata-mismatch", f"{member} is not the identifier that was asked for")
        return metadata

    async def _redeem(self, offer: Offer, endpoint: str, tx_code: str | None) -> JsonObject:
        form = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": offer.code}
        if offer.needs_tx_code and tx_code is not None:
            form["tx_code"] = tx_code
        return parse_object(expect("token", await self._post_form(endpoint, form), 200).body)

    async def _nonce(self, endpoint: str) -> str:
        reply = expect("nonce", await self._post_form(endpoint, {}), 200)
        return str(parse_object(reply.body)["c_nonce"])

    def key_proof(self, holder: Holder, *, audience: str, nonce: str, by_jwk: bool = False) -> str:
        """Prove a holder's key (appendix F.1); `iss` stays away, as the wallet is anonymous."""
        header: JsonObject = {"typ": PROOF_TYP, "alg": holder.public_key.algorithm.jose_name}
        header |= {"jwk": render_public_jwk(holder.public_key)} if by_jwk else {"kid": holder.verification_method}
        prepared = jws.prepare(header, render({"aud": audience, "iat": self._now(), "nonce": nonce}))
        return prepared.attach(holder.sign(prepared.signing_input))

    async def _check_and_keep(
        self, form: Form, credentials: Sequence[Mapping[str, Any]], holders: Sequence[Holder]
    ) -> KeptCard:
        """Check every copy; the issuer may send them in any order, but each key must have got its own."""
        copies = [await form.check(one["credential"], holders) for one in credentials]
        if len({copy.holder.did for copy in copies}) != len(holders) or len(copies) != len(holders):
            raise WalletRefuses("wrong-copies", "the issuer did not make one copy for each key")
        return self._vault.keep(tuple(copies))

    async def _notify(self, metadata: JsonObject, authorization: dict[str, str], notification_id: str | None) -> None:
        endpoint = metadata.get("notification_endpoint")
        if endpoint is None or notification_id is None:
            return
        body = {"notification_id": notification_id, "event": "credential_accepted"}
        expect("notification", await self._post_json(endpoint, body, authorization), 204, 200)

    async def _get(self, url: str, step: str) -> JsonObject:
        reply = await self._fetcher.get(url, accept=JSON, max_bytes=MAX_JSON_BYTES, expect_ok=False)
        return parse_object(expect(step, reply, 200).body)

    async def _post_form(self, url: str, form: dict[str, str]) -> Reply:
        return await self._fetcher.post_form(url, form, accept=JSON, max_bytes=MAX_JSON_BYTES)

    async def _post_json(self, url: str, value: JsonObject, headers: dict[str, str]) -> Reply:
        return await self._fetcher.post_json(url, value, accept=JSON, max_bytes=MAX_JSON_BYTES, headers=headers)
