"""An SD-JWT VC as a value: the rules for its claims (draft-ietf-oauth-sd-jwt-vc-19 section 2.2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import KeyMaterialError, ModelError
from credentials.jose.jwt_claims import read_time
from credentials.keys.jwk import parse_public_jwk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.keys.public_key import PublicKey
    from credentials.sd_jwt.reveal import Revealed
    from credentials.strict_json import JsonObject

FORMAT = "dc+sd-jwt"
TYP = "dc+sd-jwt"
MEDIA_TYPE = "application/dc+sd-jwt"
NEVER_DISCLOSABLE = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"})
"""A verifier must see these whatever the holder wishes to show."""
ABOUT_THE_CARD = NEVER_DISCLOSABLE | {"iat", "sub", "jti"}
"""Registered claims that speak of the credential and its key; all others speak of the holder."""


@dataclass(frozen=True, slots=True)
class SdJwtVc:
    """The processed claims of an SD-JWT VC, well shaped; nothing of them is proven yet.

    Attributes:
        revealed: all claims that are shown, and which of them were concealed.
        vct: the type.
        issuer: `iss`, where it stands; without it the issuer is the subject of the certificate in the header.
        holder_key: the key to which the credential is bound (`cnf.jwk`), where there is one.
        valid_from: `nbf` in UTC seconds, where it stands.
        valid_until: `exp` in UTC seconds, where it stands.
        issued_at: `iat` in UTC seconds, where it stands and is shown.
        vct_integrity: the digest of the type metadata that the issuer means, where it names one.
    """

    revealed: Revealed
    vct: str
    issuer: str | None
    holder_key: PublicKey | None
    valid_from: int | None
    valid_until: int | None
    issued_at: int | None
    vct_integrity: str | None

    @property
    def claims(self) -> JsonObject:
        """What is shown: the root of claims paths."""
        return self.revealed.claims


def read_claims(revealed: Revealed) -> SdJwtVc:
    """Judge the claims of a processed payload.

    Raises:
        ModelError: a registered claim is missing, malformed, or was concealed although it never may be.
        TokenClaimError: a time is no number.
    """
    claims = revealed.claims
    refuse_concealment(path for path in (*revealed.places.values(), *revealed.withheld) if path)
    vct = _text(claims, "vct")
    if vct is None:
        raise ModelError("an SD-JWT VC says its type (vct)")
    _judge_other_types(claims, vct)
    return SdJwtVc(
        revealed=revealed,
        vct=vct,
        issuer=_text(claims, "iss"),
        holder_key=_holder_key(claims),
        valid_from=_instant(claims, "nbf"),
        valid_until=_instant(claims, "exp"),
        issued_at=_instant(claims, "iat"),
        vct_integrity=_text(claims, "vct#integrity"),
    )


def refuse_concealment(paths: Iterable[ClaimsPath]) -> None:
    """Refuse paths that lead to or into claims that every verifier must see.

    Raises:
        ModelError: when one does.
    """
    if any(path[0] in NEVER_DISCLOSABLE for path in paths):
        raise ModelError("these claims can never be withheld: " + ", ".join(sorted(NEVER_DISCLOSABLE)))


def _judge_other_types(claims: JsonObject, vct: str) -> None:
    if "aka_vcts" not in claims:
        return
    others = claims["aka_vcts"]
    if not isinstance(others, list) or not others or not all(isinstance(other, str) and other for other in others):
        raise ModelError("aka_vcts is an array of at least one type")
    if vct in others:
        raise ModelError("aka_vcts names other types than vct")


def _holder_key(claims: JsonObject) -> PublicKey | None:
    if "cnf" not in claims:
        return None
    confirmation = claims["cnf"]
    jwk = confirmation.get("jwk") if isinstance(confirmation, dict) else None
    if not isinstance(jwk, dict):
        raise ModelError("cnf holds the holder's key as a JWK; no other confirmation is read here")
    try:
        return parse_public_jwk(jwk)
    except KeyMaterialError as error:
        raise ModelError(f"cnf holds no key that can be used: {error.detail}") from error


def _text(claims: JsonObject, name: str) -> str | None:
    if name not in claims:
        return None
    text = claims[name]
    if not isinstance(text, str) or not text:
        raise ModelError(f"the claim {name} is a text")
    return text


def _instant(claims: JsonObject, name: str) -> int | None:
    seconds = read_time(claims, name)
    return None if seconds is None else int(seconds)
