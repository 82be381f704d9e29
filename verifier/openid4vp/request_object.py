"""The request object: what the wallet is asked, signed (OpenID4VP 1.0 section 5, RFC 9101)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.dcql.query import parse_query
from credentials.jose import jws
from credentials.strict_json import render
from trust_registry.reading.statement import VERIFIER_STATEMENT_FORMAT
from verifier.openid4vp.vp_formats import vp_formats_of
from verifier.presentation.answer_key import ACCEPTED_ENCRYPTIONS
from verifier.presentation.question import dcql_query

if TYPE_CHECKING:
    from credentials.jose.agreement_key import PublicAgreementKey
    from credentials.strict_json import JsonObject
    from credentials.to_be_signed import ToBeSigned
    from verifier.presentation.fetch_request import Question
    from verifier.relying_parties.relying_party import RelyingParty

TYP = "oauth-authz-req+jwt"
MEDIA_TYPE = "application/oauth-authz-req+jwt"
# Static discovery (OpenID4VP 1.0 section 5.8).
AUDIENCE = "https://self-issued.me/v2"
SIGNING_ALG = "EdDSA"
DIRECT_POST = "direct_post"
DIRECT_POST_JWT = "direct_post.jwt"


def request_claims(
    relying_party: RelyingParty, question: Question, *, wallet_nonce: str | None, now: int
) -> JsonObject:
    """The parameters of the authorization request.

    Args:
        relying_party: Who asks.
        question: The open check, what it asks for, and the registry's statement that allows it.
        wallet_nonce: What the wallet sent with POST; given back unchanged (section 5.10).
        now: UTC seconds.
    """
    check = question.check
    query = dcql_query(question.statement, question.claims)
    parse_query(query)  # a query that our own reader refuses never reaches a wallet
    claims: JsonObject = {
        "aud": AUDIENCE,
        "iat": now,
        "exp": check.expires,
        "response_type": "vp_token",
        "response_mode": DIRECT_POST_JWT if question.answer_key else DIRECT_POST,
        "client_id": relying_party.client_id,
        "response_uri": relying_party.response_uri(check.request_id),
        "nonce": check.nonce,
        "state": check.request_id,
        "dcql_query": query,
        "client_metadata": {"vp_formats_supported": vp_formats_of(query), **_encryption(question.answer_key)},
        "verifier_info": [{"format": VERIFIER_STATEMENT_FORMAT, "data": question.statement.signed}],
    }
    if wallet_nonce is not None:
        claims["wallet_nonce"] = wallet_nonce
    return claims


def _encryption(key: PublicAgreementKey | None) -> JsonObject:
    if key is None:
        return {}
    return {
        "jwks": {"keys": [key.jwk()]},
        "encrypted_response_enc_values_supported": list(ACCEPTED_ENCRYPTIONS),
    }


def prepare_request_object(claims: JsonObject, *, verification_method: str) -> ToBeSigned[str]:
    """Make the request object ready to be signed; the wallet finds the key by `kid` in the DID document."""
    header = {"alg": SIGNING_ALG, "typ": TYP, "kid": verification_method}
    return jws.prepare(header, render(claims))
