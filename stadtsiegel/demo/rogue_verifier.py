"""Two verifiers that do not play by the rules, as a real server with real keys: the wallet must refuse both.

One is not on the authority's list at all. The other is listed for one claim and asks for all of them. Their protocol
messages are written here by hand, as a stranger's would be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from credentials.did import did_web
from credentials.encoding import encode_base64url
from credentials.jose import jws
from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey
from credentials.strict_json import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.entropy import Entropy
    from use_cases.use_case import ClaimPath

STATEMENT_FORMAT = "urn:uuid:d912a718-cb91-4a7f-8b40-01f010940296"
VERIFIABLE_CREDENTIAL = "https://www.w3.org/2018/credentials#VerifiableCredential"


class RogueVerifier:
    """A server with one rogue verifier.

    Attributes:
        signed_statement: What the authority has signed about it, shown to wallets; None when it is not listed.
    """

    def __init__(self, *, credential_type: str, asks: Sequence[ClaimPath], clock: Clock, entropy: Entropy) -> None:
        self._credential_type = credential_type
        self._asks = asks
        self._clock = clock
        self._entropy = entropy
        self._key = PrivateKey.from_seed(entropy.take(32))
        self._public_url = ""
        self.signed_statement: str | None = None
        self.answers = 0

    def app(self) -> web.Application:
        """The server's routes."""
        app = web.Application()
        app.router.add_get("/rogue/did.json", self._did_document)
        app.router.add_route("*", "/rogue/request", self._request)
        app.router.add_post("/rogue/response", self._response)
        return app

    def started_at(self, public_url: str) -> None:
        """Tell the server under which https origin it is reached."""
        self._public_url = public_url

    @property
    def did(self) -> str:
        """Its did:web."""
        return did_web.did_from_url(f"{self._public_url}/rogue")

    @property
    def link(self) -> str:
        """What its QR code holds."""
        client_id = quote(f"decentralized_identifier:{self.did}", safe="")
        return f"openid4vp://?client_id={client_id}&request_uri={quote(self._public_url + '/rogue/request', safe='')}"

    async def _did_document(self, _request: web.Request) -> web.Response:
        method = {
            "id": f"{self.did}#key",
            "type": "Multikey",
            "controller": self.did,
            "publicKeyMultibase": render_multikey(self._key.public_key),
        }
        return web.json_response(
            {
                "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
                "id": self.did,
                "verificationMethod": [method],
                "authentication": [method["id"]],
            },
            content_type="application/did+json",
        )

    def request_claims(self) -> JsonObject:
        """The parameters of its request (OpenID4VP 1.0 section 5)."""
        now = self._clock.now()
        client_id = f"decentralized_identifier:{self.did}"
        claims: JsonObject = {
            "aud": "https://self-issued.me/v2",
            "client_id": client_id,
            "exp": now + 300,
            "iat": now,
            "nonce": encode_base64url(self._entropy.take(24)),
            "state": encode_base64url(self._entropy.take(24)),
            "response_type": "vp_token",
            "response_mode": "direct_post",
            "response_uri": f"{self._public_url}/rogue/response",
            "dcql_query": self._query(),
            "client_metadata": {
                "vp_formats_supported": {
                    "dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]},
                    "ldp_vc": {"proof_type_values": ["DataIntegrityProof"], "cryptosuite_values": ["eddsa-rdfc-2022"]},
                }
            },
        }
        if self.signed_statement is not None:
            claims["verifier_info"] = [{"format": STATEMENT_FORMAT, "data": self.signed_statement}]
        return claims

    def _query(self) -> JsonObject:
        return {
            "credentials": [
                {
                    "id": "in-part",
                    "format": "dc+sd-jwt",
                    "meta": {"vct_values": [self._credential_type]},
                    "claims": [{"path": list(path)} for path in self._asks],
                },
                {
                    "id": "whole",
                    "format": "ldp_vc",
                    "meta": {"type_values": [[VERIFIABLE_CREDENTIAL, self._credential_type]]},
                    "claims": [{"path": ["credentialSubject", *path]} for path in self._asks],
                },
            ],
            "credential_sets": [{"options": [["in-part"], ["whole"]]}],
        }

    def request_header(self) -> JsonObject:
        """The JOSE header of its request object."""
        return {"alg": "EdDSA", "typ": "oauth-authz-req+jwt", "kid": f"{self.did}#key"}

    async def _request(self, _request: web.Request) -> web.Response:
        prepared = jws.prepare(self.request_header(), render(self.request_claims()))
        token = prepared.attach(self._key.sign(prepared.signing_input))
        return web.Response(text=token, content_type="application/oauth-authz-req+jwt")

    async def _response(self, _request: web.Request) -> web.Response:
        self.answers += 1  # a wallet that answers has failed its holder
        return web.json_response({})
