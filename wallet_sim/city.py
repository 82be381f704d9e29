"""What the wallet knows of the city: the authority it trusts, and what its signed list says of credential types.

The wallet is handed the authority's DID and public key (as an app would ship them); everything else must be signed by
that key, or have the digest that a signed list names.
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.did import did_web
from credentials.did.did_url import parse_did
from credentials.did.static import document_of
from credentials.errors import ContextError, CredentialError
from credentials.jose import jws
from credentials.jsonld.context_set import ContextSet
from credentials.strict_json import parse_object
from wallet_sim.refusals import WalletRefuses, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher

LIST_TYP = "stadtsiegel-trust-list+jwt"
SIGNATURE_ALGORITHMS = frozenset({"EdDSA", "Ed25519"})
MAX_LIST_BYTES = 1024 * 1024
MAX_DOCUMENT_BYTES = 64 * 1024
DOCUMENT_TYPES = ["application/ld+json", "application/schema+json", "application/json"]


@dataclass(frozen=True, kw_only=True)
class TrustedAuthority:
    """Whom the wallet believes about the city.

    Attributes:
        did: The authority.
        key: Its public key, pinned.
        list_url: Where its signed list lies.
    """

    did: str
    key: PublicKey
    list_url: str


class City:
    """The wallet's view of the city, fetched when first needed."""

    def __init__(self, *, authority: TrustedAuthority, fetcher: Fetcher, now: Callable[[], int]) -> None:
        self.authority = authority
        self._fetcher = fetcher
        self._now = now
        self._contexts: ContextSet | None = None

    def verify_signed_by_authority(self, token: str, *, typ: str) -> JsonObject:
        """The claims of a JWS that the pinned key has signed and that holds now.

        Raises:
            WalletRefuses: another signer, another kind of token, or not (any more) valid.
        """
        try:
            signed = jws.parse(token, max_bytes=MAX_LIST_BYTES)
            jws.verify(signed, self.authority.key, algorithms=SIGNATURE_ALGORITHMS, typ=typ)
            claims = signed.claims()
        except CredentialError as error:
            raise WalletRefuses("not-signed-by-authority", error.detail) from error
        if claims.get("iss") != self.authority.did:
            raise WalletRefuses("not-signed-by-authority", "it names another authority")
        now = self._now()
        expires, starts = claims.get("exp"), claims.get("nbf", 0)
        if not isinstance(expires, int) or not isinstance(starts, int) or not starts <= now < expires:
            raise WalletRefuses("statement-not-in-force", "what the authority signed does not hold now")
        return claims

    async def contexts(self) -> ContextSet:
        """The bundled JSON-LD contexts and those of all versions of the city's types, each with its listed digest."""
        if self._contexts is None:
            self._contexts = await self._fetch_contexts()
        return self._contexts

    async def _fetch_contexts(self) -> ContextSet:
        reply = expect(
            "trust list",
            await self._fetcher.get(
                self.authority.list_url, accept=["application/jwt"], max_bytes=MAX_LIST_BYTES, expect_ok=False
            ),
            200,
        )
        trust_list = self.verify_signed_by_authority(reply.body.decode("ascii", "replace").strip(), typ=LIST_TYP)
        contexts = ContextSet.bundled()
        for entry in trust_list.get("credential_types", []):
            contexts = contexts.with_context(entry["context"]["id"], await self._listed(entry["context"]))
            for earlier in entry.get("earlier", []):
                body = await self._listed(earlier)
                with suppress(ContextError):  # the list does not say what an earlier document was
                    contexts = contexts.with_context(earlier["id"], body)
        return contexts

    async def _listed(self, document: JsonObject) -> bytes:
        reply = await self._fetcher.get(
            document["url"], accept=DOCUMENT_TYPES, max_bytes=MAX_DOCUMENT_BYTES, expect_ok=False
        )
        body = expect("document of a type", reply, 200).body
        if not hmac.compare_digest(hashlib.sha256(body).hexdigest(), document["sha256"]):
            raise WalletRefuses("wrong-context", f"{document['id']} has not the digest that the authority lists")
        return body

    async def document_of(self, did: str) -> JsonObject:
        """The DID document of an issuer or a verifier.

        Raises:
            WalletRefuses: a DID that cannot be resolved, or a document about somebody else.
        """
        try:
            parse_did(did)
            document = document_of(did)
            if document is not None:
                return document
            reply = await self._fetcher.get(
                did_web.document_url(did),
                accept=["application/did+json", "application/json"],
                max_bytes=MAX_DOCUMENT_BYTES,
                expect_ok=False,
            )
            document = parse_object(expect("DID document", reply, 200).body)
        except CredentialError as error:
            raise WalletRefuses("unresolvable-did", error.detail) from error
        if document.get("id") != did:
            raise WalletRefuses("unresolvable-did", "the DID document is about somebody else")
        return document
