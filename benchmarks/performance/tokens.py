"""The same card as a signed token: `vc+jwt` and `dc+sd-jwt` with ES256, ours and those of the libraries of PyPI."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.jwk import ECKey
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from benchmarks.performance.subject import CITIZEN, NOW, OFFICE_P256, SHOWN_OR_NOT
from credentials.sd_jwt_vc.issue import prepare_sd_jwt_vc
from credentials.sd_jwt_vc.verify import read_received
from credentials.vc_jose.secured_token import VC_JWT, parse, prepare

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

ES256 = frozenset({"ES256"})
KEY, KEY_ID = OFFICE_P256.private_key, OFFICE_P256.verification_method
HOLDER_KEY = CITIZEN.private_key.public_key
_HEADER = {"alg": "ES256", "typ": VC_JWT, "kid": KEY_ID}
_JOSERFC_KEY = ECKey.import_key(OFFICE_P256.jwk)
_JWCRYPTO_KEY = JWK(**OFFICE_P256.jwk)
_JWCRYPTO_HOLDER = JWK(**CITIZEN.jwk)
_JWCRYPTO_PUBLIC = JWK(**{name: value for name, value in OFFICE_P256.jwk.items() if name != "d"})
_WITHHOLDABLE = {name for (name,) in SHOWN_OR_NOT}


def sign_vc_jwt(document: JsonObject) -> str:
    """Sign a card as our issuer of VC-JOSE-COSE does."""
    prepared = prepare(document, typ=VC_JWT, algorithm="ES256", key_id=KEY_ID, claims={"iat": NOW})
    return prepared.attach(KEY.sign(prepared.signing_input))


def verify_vc_jwt(token: str) -> None:
    """Read it, check what it says of itself, and its signature."""
    parse(token, typ=VC_JWT).verify(KEY.public_key, algorithms=ES256, now=NOW, clock_skew=60)


def sign_by_joserfc(payload: JsonObject) -> str:
    """Sign the same payload with joserfc."""
    return jwt.encode(_HEADER, payload, _JOSERFC_KEY)


def verify_by_joserfc(token: str) -> object:
    """Check it with joserfc, which judges the claims apart."""
    return jwt.decode(token, _JOSERFC_KEY)


def issue_sd_jwt(claims: JsonObject) -> str:
    """Make an SD-JWT VC in which each claim about the holder can be withheld."""
    prepared = prepare_sd_jwt_vc(
        claims,
        disclosable=SHOWN_OR_NOT,
        holder_key=HOLDER_KEY,
        algorithm="ES256",
        key_id=KEY_ID,
        entropy=os.urandom,
    )
    return prepared.attach(KEY.sign(prepared.signing_input))


def verify_sd_jwt(token: str) -> None:
    """Check it as a holder does who has received it."""
    read_received(token).verify_issuer(KEY.public_key, algorithms=ES256)


def issue_by_sd_jwt_python(claims: JsonObject) -> str:
    """Make the same with the package `sd-jwt`."""
    marked: dict[Any, Any] = {SDObj(name) if name in _WITHHOLDABLE else name: said for name, said in claims.items()}
    made = SDJWTIssuer(
        marked,
        _JWCRYPTO_KEY,
        holder_key=_JWCRYPTO_HOLDER,
        extra_header_parameters={"typ": "dc+sd-jwt", "kid": KEY_ID},
    )
    issuance: str = made.sd_jwt_issuance
    return issuance


def verify_by_sd_jwt_python(token: str) -> object:
    """Check it with the package `sd-jwt`."""
    return SDJWTVerifier(token, lambda *_: _JWCRYPTO_PUBLIC).get_verified_payload()


def payload_of(token: str) -> JsonObject:
    """The claims of a token of ours, for others to sign."""
    return {**parse(token, typ=VC_JWT).document, "iat": NOW}
