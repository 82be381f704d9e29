"""Documents of the data model as the payload of a JWS: `vc+jwt` and `vp+jwt` (VC-JOSE-COSE sections 3.1 and 3.1.3).

The payload is the unsecured document, and beside its members stand claims about the token: when it was signed and until
when the signature holds (`iat`, `exp`; the document has its own period), for whom and in answer to what (`aud`,
`nonce`), to which key the holder is bound (`cnf`). Where both speak of the same thing, they must say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials import strict_json
from credentials.errors import JwsError, TokenClaimError
from credentials.jose import jws, jwt_claims

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.jose.jws import Jws
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject
    from credentials.to_be_signed import ToBeSigned

VC_JWT, VP_JWT, VC_SD_JWT = "vc+jwt", "vp+jwt", "vc+sd-jwt"
MAX_BYTES = 262_144

_CONTENT_TYPES = {VC_JWT: "vc", VP_JWT: "vp", VC_SD_JWT: "vc"}
_TOKEN_CLAIMS = frozenset({"iss", "sub", "jti", "aud", "nonce", "iat", "exp", "nbf", "cnf"})
# Of the older mapping, in which the document was a claim among others: two documents in one token. And a proof beside
# the token's own signature, which nobody would judge.
_REFUSED_CLAIMS = ("vc", "vp", "proof")


@dataclass(frozen=True)
class SecuredToken:
    """A token that was read; nothing of it is proven.

    Attributes:
        typ: what it should be: `VC_JWT` or `VP_JWT`.
        document: the unsecured document in it.
        claims: what it says about itself.
    """

    typ: str
    document: JsonObject
    claims: JsonObject
    _jws: Jws

    @property
    def header(self) -> JsonObject:
        """Its protected header."""
        return self._jws.header

    @property
    def key_id(self) -> str:
        """The key that it names, in full: a fragment alone belongs to its `iss`. Empty when it names none."""
        key_id: str = self._jws.header.get("kid", "")
        return f"{self.claims.get('iss', '')}{key_id}" if key_id.startswith("#") else key_id

    @property
    def signed_at(self) -> int | None:
        """When it says that it was signed, in UTC seconds."""
        moment = jwt_claims.read_time(self.claims, "iat")
        return None if moment is None else int(moment)

    def verify(self, key: PublicKey, *, algorithms: frozenset[str], now: int, clock_skew: int) -> None:
        """Refuse a token of another kind, not signed by this key, or whose signature holds no longer.

        Raises:
            TokenTypeError, AlgorithmError, SignatureError: as `jws.verify`.
            TokenTimeError: when it is outside of the time of its signature.
        """
        jws.verify(self._jws, key, algorithms=algorithms, typ=self.typ)
        jwt_claims.judge_period(self.claims, now=now, clock_skew=clock_skew)


def prepare(
    document: JsonObject, *, typ: str, algorithm: str, key_id: str, claims: Mapping[str, Any]
) -> ToBeSigned[str]:
    """Make a document ready to be signed as a token.

    Args:
        document: the unsecured document.
        typ: `VC_JWT` or `VP_JWT`.
        algorithm: the JOSE name of the key's algorithm.
        key_id: the key as absolute URL.
        claims: what the token says about itself: `iat`, and what else belongs there.

    Raises:
        TokenClaimError: for a claim that is none of a token, or that contradicts the document.
        JwsError: for an algorithm that is not ours.
    """
    return jws.prepare(header_of(typ, algorithm, key_id), strict_json.render(join_payload(document, claims)))


def parse(token: object, *, typ: str) -> SecuredToken:
    """Read a token, without believing it.

    Args:
        token: whatever was received.
        typ: what it should be: `VC_JWT` or `VP_JWT`; its own word is judged together with its signature.

    Raises:
        JwsError: for anything but a compact JWS with a JSON object in it, or one with another content type.
        TokenClaimError: for malformed claims, or claims that contradict the document.
    """
    if not isinstance(token, str):
        raise JwsError("a token is a text")
    signed = jws.parse(token, max_bytes=MAX_BYTES)
    return read_signed(signed, signed.claims(), typ=typ)


def read_signed(signed: Jws, payload: JsonObject, *, typ: str) -> SecuredToken:
    """Read what a JWS was made over, once that stands in the clear; raises as `parse`."""
    if signed.header.get("cty", _CONTENT_TYPES[typ]) != _CONTENT_TYPES[typ]:
        raise JwsError("the token says that it holds something else (cty)")
    document, claims = split_payload(payload)
    judge_agreement(document, claims)
    return SecuredToken(typ, document, claims, signed)


def header_of(typ: str, algorithm: str, key_id: str) -> JsonObject:
    """The header of a token of this type."""
    return {"alg": algorithm, "typ": typ, "cty": _CONTENT_TYPES[typ], "kid": key_id}


def join_payload(document: JsonObject, claims: Mapping[str, Any]) -> JsonObject:
    """The document with what its token says about itself.

    Raises:
        TokenClaimError: for a claim that is none of a token, or that contradicts the document.
    """
    payload = {**document, **claims}
    inside, about = split_payload(payload)
    if inside.keys() != document.keys() or about.keys() != claims.keys():
        raise TokenClaimError("a token says about itself only what is registered, and its document says none of that")
    judge_agreement(inside, about)
    return payload


def split_payload(payload: JsonObject) -> tuple[JsonObject, JsonObject]:
    """Part a payload into the document and what the token says about itself.

    Raises:
        TokenClaimError: for the claims `vc`, `vp` and `proof`, and for malformed times.
    """
    for name in _REFUSED_CLAIMS:
        if name in payload:
            raise TokenClaimError(f"the payload of this token is the unsecured document; it has no claim {name}")
    claims = {name: value for name, value in payload.items() if name in _TOKEN_CLAIMS}
    for name in ("iat", "exp", "nbf"):
        jwt_claims.read_time(claims, name)
    return {name: value for name, value in payload.items() if name not in _TOKEN_CLAIMS}, claims


def judge_agreement(document: JsonObject, claims: JsonObject) -> None:
    """Refuse a token that says another issuer (or holder), identifier or subject than its document.

    Raises:
        TokenClaimError: for a contradiction.
    """
    owner = document.get("issuer", document.get("holder"))
    subjects = document.get("credentialSubject", [])
    for name, said in (
        ("iss", [owner]),
        ("jti", [document.get("id")]),
        ("sub", subjects if isinstance(subjects, list) else [subjects]),
    ):
        ids = {_id_of(thing) for thing in said} - {None}
        if name in claims and (not isinstance(claims[name], str) or (ids and ids != {claims[name]})):
            raise TokenClaimError(f"the claim {name} is not what the document says")


def _id_of(thing: object) -> str | None:
    value = thing.get("id") if isinstance(thing, dict) else thing
    return value if isinstance(value, str) else None
