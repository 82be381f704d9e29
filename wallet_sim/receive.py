"""Receive a credential: OpenID4VCI 1.0, pre-authorized code flow with an offer by reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from credentials.data_integrity.proof_set import extract_proof
from credentials.data_integrity.verify import verify_proof
from credentials.did.document import find_key
from credentials.errors import CredentialError
from credentials.jose import jws
from credentials.jsonld.expanded_types import expanded_types
from credentials.strict_json import parse_object, render
from wallet_sim.refusals import WalletRefuses, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher, Reply
    from wallet_sim.city import City
    from wallet_sim.holder import Holder
    from wallet_sim.vault import KeptCredential, Vault

PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
PROOF_TYP = "openid4vci-proof+jwt"
SUITES = frozenset({"eddsa-rdfc-2022"})
JSON = ("application/json",)
MAX_JSON_BYTES = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What an issuer offers (section 4.1.1), and where it said so.

    Attributes:
        issuer: Credential issuer identifier.
        configuration_id: The offered credential configuration.
        code: The pre-authorized code.
        needs_tx_code: Whether the holder must type a code that came another way.
    """

    issuer: str
    configuration_id: str
    code: str
    needs_tx_code: bool


class Receive:
    """Walk from an offer link to a credential in the vault."""

    def __init__(self, *, holder: Holder, vault: Vault, city: City, fetcher: Fetcher, now: Callable[[], int]) -> None:
        self._holder = holder
        self._vault = vault
        self._city = city
        self._fetcher = fetcher
        self._now = now

    async def __call__(self, link: str, *, tx_code: str | None) -> KeptCredential:
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
        if offer.configuration_id not in metadata["credential_configurations_supported"]:
            raise WalletRefuses("unknown-configuration", "the issuer offers what it does not describe")
        token = await self._redeem(offer, server["token_endpoint"], tx_code)
        authorization = {"Authorization": f"{token['token_type']} {token['access_token']}"}
        nonce = await self._nonce(metadata["nonce_endpoint"])
        answer = await self._request(offer, metadata["credential_endpoint"], authorization, nonce)
        document = answer["credentials"][0]["credential"]
        kept = await self._check_and_keep(document)
        await self._notify(metadata, authorization, answer.get("notification_id"))
        return kept

    async def open_offer(self, link: str) -> Offer:
        """Fetch the offer behind a link (section 4.1.3)."""
        query = parse_qs(urlsplit(link).query, strict_parsing=True)
        offer = await self._get(query["credential_offer_uri"][0], "offer")
        grant = offer["grants"][PRE_AUTHORIZED]
        return Offer(
            issuer=offer["credential_issuer"],
            configuration_id=offer["credential_configuration_ids"][0],
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

    async def _request(self, offer: Offer, endpoint: str, authorization: dict[str, str], nonce: str) -> dict[str, Any]:
        body = {
            "credential_configuration_id": offer.configuration_id,
            "proofs": {"jwt": [self.key_proof(audience=offer.issuer, nonce=nonce)]},
        }
        reply = await self._post_json(endpoint, body, authorization)
        return parse_object(expect("credential", reply, 200).body)

    def key_proof(self, *, audience: str, nonce: str) -> str:
        """Prove the holder's key (appendix F.1); `iss` stays away, as the wallet is anonymous."""
        header = {"typ": PROOF_TYP, "alg": self._holder.public_key.algorithm.jose_name}
        header["kid"] = self._holder.verification_method
        prepared = jws.prepare(header, render({"aud": audience, "iat": self._now(), "nonce": nonce}))
        return prepared.attach(self._holder.sign(prepared.signing_input))

    async def _check_and_keep(self, document: JsonObject) -> KeptCredential:
        issuer = document["issuer"]
        did = issuer["id"] if isinstance(issuer, dict) else issuer
        contexts = await self._city.contexts()
        try:
            proof = extract_proof(document)
            key = find_key(
                await self._city.document_of(did), proof.verification_method, "assertionMethod", now=self._now()
            )
            verify_proof(
                document,
                key,
                contexts=contexts,
                suites=SUITES,
                purpose="assertionMethod",
                domain=None,
                challenge=None,
                now=self._now(),
            )
            types = expanded_types(document, contexts)
        except CredentialError as error:
            raise WalletRefuses("credential-not-proven", f"{error.code}: {error.detail}") from error
        if document["credentialSubject"].get("id") != self._holder.did:
            raise WalletRefuses("not-for-this-holder", "the credential is bound to another key")
        return self._vault.keep(document, types)

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
