"""Fetch and prove what a verifier asks (OpenID4VP 1.0 section 5; request object by `request_uri`, RFC 9101)."""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from credentials.dcql.query import parse_query
from credentials.did.document import find_key
from credentials.encoding import encode_base64url
from credentials.errors import CredentialError
from credentials.jose import jws
from credentials.jose.agreement_key import parse_agreement_jwk
from credentials.strict_json import render
from wallet_sim.refusals import WalletRefuses, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.dcql.query import Query
    from credentials.jose.agreement_key import PublicAgreementKey
    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher
    from wallet_sim.city import City

PREFIX = "decentralized_identifier:"
TYP = "oauth-authz-req+jwt"
MEDIA_TYPE = "application/oauth-authz-req+jwt"
ALGORITHMS = frozenset({"EdDSA", "Ed25519"})
DIRECT_POST = "direct_post"
DIRECT_POST_JWT = "direct_post.jwt"
ENCRYPTIONS = ("A256GCM", "A128GCM")
MAX_REQUEST_BYTES = 128 * 1024
WALLET_METADATA: JsonObject = {
    "client_id_prefixes_supported": ["decentralized_identifier"],
    "request_object_signing_alg_values_supported": ["EdDSA"],
}


@dataclass(frozen=True, kw_only=True)
class AuthorizationRequest:
    """A question whose signature is proven to be that of the verifier named in it.

    Attributes:
        claims: All parameters.
        client_id: The verifier with its prefix: the audience of the answer.
        verifier: The verifier's DID.
        nonce: What the answer must carry.
        state: Given back unchanged.
        response_uri: Where the answer goes.
        query: The DCQL query.
        encrypt_to: The key to which the answer must be encrypted; None for a plain answer.
        encryption: How, where it is.
    """

    claims: JsonObject
    client_id: str
    verifier: str
    nonce: str
    state: str | None
    response_uri: str
    query: Query
    encrypt_to: PublicAgreementKey | None
    encryption: str

    def query_id(self, format_id: str) -> str:
        """Under which name a credential of a format answers.

        Raises:
            WalletRefuses: the verifier does not ask for this format.
        """
        for credential in self.query.credentials:
            if credential.format == format_id:
                return credential.id
        raise WalletRefuses("no-match", f"the verifier does not ask for {format_id}")


async def fetch_authorization_request(
    link: str,
    *,
    vp_formats: JsonObject,
    fetcher: Fetcher,
    city: City,
    take_entropy: Callable[[int], bytes],
    now: Callable[[], int],
) -> AuthorizationRequest:
    """Follow a link to a proven request; the verifier is told which formats the wallet speaks.

    Raises:
        ServiceRefused: the verifier did not hand out a request.
        WalletRefuses: what it handed out is not a request of the named verifier.
    """
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query, strict_parsing=True).items()}
    client_id, request_uri = query["client_id"], query["request_uri"]
    if not client_id.startswith(PREFIX):
        raise WalletRefuses("unknown-client-id-prefix", client_id.partition(":")[0])
    wallet_nonce = None
    if query.get("request_uri_method") == "post":
        wallet_nonce = encode_base64url(take_entropy(16))
        metadata = WALLET_METADATA | {"vp_formats_supported": vp_formats}
        form = {"wallet_nonce": wallet_nonce, "wallet_metadata": render(metadata).decode()}
        reply = await fetcher.post_form(request_uri, form, accept=[MEDIA_TYPE], max_bytes=MAX_REQUEST_BYTES)
    else:
        reply = await fetcher.get(request_uri, accept=[MEDIA_TYPE], max_bytes=MAX_REQUEST_BYTES, expect_ok=False)
    token = expect("request", reply, 200).body.decode("ascii", "replace").strip()
    verifier = client_id.removeprefix(PREFIX)
    claims = await _prove(token, verifier=verifier, city=city, now=now())
    _refuse_unfitting(claims, client_id=client_id, wallet_nonce=wallet_nonce, now=now())
    try:
        dcql = parse_query(claims["dcql_query"])
        encrypt_to, encryption = _encryption(claims)
    except CredentialError as error:
        raise WalletRefuses("invalid-request", error.detail) from error
    return AuthorizationRequest(
        claims=claims,
        client_id=client_id,
        verifier=verifier,
        nonce=claims["nonce"],
        state=claims.get("state"),
        response_uri=claims["response_uri"],
        query=dcql,
        encrypt_to=encrypt_to,
        encryption=encryption,
    )


def _encryption(claims: JsonObject) -> tuple[PublicAgreementKey | None, str]:
    """To which key, and how, the answer is encrypted (section 8.3); a verifier's first usable key is taken."""
    if claims["response_mode"] == DIRECT_POST:
        return None, ""
    metadata = claims.get("client_metadata", {})
    # absent, the list stands for A128GCM alone (section 5.1)
    offered = metadata.get("encrypted_response_enc_values_supported", ["A128GCM"])
    encryption = next((one for one in ENCRYPTIONS if one in offered), None)
    if encryption is None:
        raise WalletRefuses("invalid-request", "the verifier offers no encryption that this wallet knows")
    for jwk in metadata.get("jwks", {}).get("keys", []):
        with suppress(CredentialError):  # keys for others may stand beside it
            key = parse_agreement_jwk(jwk)
            if key.kid is not None:
                return key, encryption
    raise WalletRefuses("invalid-request", "the verifier names no key to encrypt to")


async def _prove(token: str, *, verifier: str, city: City, now: int) -> JsonObject:
    try:
        signed = jws.parse(token, max_bytes=MAX_REQUEST_BYTES)
        kid = str(signed.header.get("kid", ""))
        if kid.partition("#")[0] != verifier:
            raise WalletRefuses("invalid-client", "the request is signed by somebody else than the named verifier")
        key = find_key(await city.document_of(verifier), kid, "authentication", now=now)
        jws.verify(signed, key, algorithms=ALGORITHMS, typ=TYP)
        return signed.claims()
    except CredentialError as error:
        raise WalletRefuses("invalid-client", f"{error.code}: {error.detail}") from error


def _refuse_unfitting(claims: JsonObject, *, client_id: str, wallet_nonce: str | None, now: int) -> None:
    expected = {
        "client_id": client_id,
        "response_type": "vp_token",
        "aud": "https://self-issued.me/v2",
    }
    for member, value in expected.items():
        if claims.get(member) != value:
            raise WalletRefuses("invalid-request", f"{member} is not {value}")
    if claims.get("response_mode") not in (DIRECT_POST, DIRECT_POST_JWT):
        raise WalletRefuses("invalid-request", "response_mode is neither direct_post nor direct_post.jwt")
    if "redirect_uri" in claims:
        raise WalletRefuses("invalid-request", "redirect_uri must not come with direct_post")
    if wallet_nonce is not None and not hmac.compare_digest(str(claims.get("wallet_nonce", "")), wallet_nonce):
        raise WalletRefuses("invalid-request", "wallet_nonce was not given back")
    if not isinstance(claims.get("nonce"), str) or not str(claims.get("response_uri", "")).startswith("https://"):
        raise WalletRefuses("invalid-request", "nonce or response_uri is missing")
    expires = claims.get("exp")
    if isinstance(expires, int) and expires <= now:
        raise WalletRefuses("invalid-request", "the request has expired")
