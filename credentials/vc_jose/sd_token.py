"""Credentials of the data model as an SD-JWT: `vc+sd-jwt` (VC-JOSE-COSE section 3.2).

The holder may withhold claims, but nothing by which a verifier judges the credential.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.errors import ModelError
from credentials.jose import jws
from credentials.sd_jwt.compact import parse_compact
from credentials.sd_jwt.conceal import conceal
from credentials.sd_jwt.disclosure import hash_of
from credentials.sd_jwt.issue import prepare_sd_jwt
from credentials.sd_jwt.reveal import reveal
from credentials.vc_jose.secured_token import VC_SD_JWT, header_of, join_payload, read_signed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.sd_jwt.compact import SdJwt
    from credentials.strict_json import JsonObject
    from credentials.to_be_signed import ToBeSigned
    from credentials.vc_jose.secured_token import SecuredToken

NEVER_DISCLOSABLE = frozenset(
    {
        *("@context", "type", "issuer", "validFrom", "validUntil"),
        *("credentialStatus", "credentialSchema", "relatedResource"),
        *("iss", "iat", "exp", "nbf", "cnf"),
    }
)
"""A verifier must see these whatever the holder wishes to show."""


@dataclass(frozen=True)
class SecuredSdToken:
    """An SD-JWT with a credential that was read, with or without a Key Binding JWT; nothing of it is proven.

    Attributes:
        token: what its issuer has signed, with what is disclosed of it.
        sd_jwt: its parts as they were sent.
        hash_name: of the hash that its digests are made with.
        in_part: whether some digest is not opened: behind it may be a claim that its holder withholds.
    """

    token: SecuredToken
    sd_jwt: SdJwt
    hash_name: str
    in_part: bool


def prepare(
    document: JsonObject,
    *,
    disclosable: Collection[ClaimsPath],
    algorithm: str,
    key_id: str,
    claims: Mapping[str, Any],
    entropy: Callable[[int], bytes],
    decoys: int = 0,
) -> ToBeSigned[str]:
    """Make a credential ready to be signed; attaching the signature makes the compact form for the holder.

    Args:
        document: the unsecured credential.
        disclosable: claims paths of what the holder may withhold, like `("credentialSubject", "category")`.
        algorithm: the JOSE name of the algorithm of the issuer's key.
        key_id: the issuer's key as absolute URL.
        claims: what the token says about itself: `iat`, and `cnf` with the holder's key.
        entropy: gives so many bytes that nobody can guess: for salts and decoys.
        decoys: how many digests of nothing are added to each `_sd`.

    Raises:
        ModelError: for a path to a claim that can never be withheld.
        TokenClaimError: for a claim that is none of a token, or that contradicts the document.
        SdJwtError: for a claim with a reserved name, or too many disclosures.
        JwsError: for an algorithm that is not ours.
    """
    _refuse_concealment(disclosable)
    concealed = conceal(join_payload(document, claims), disclosable, entropy=entropy, decoys=decoys)
    return prepare_sd_jwt(header_of(VC_SD_JWT, algorithm, key_id), concealed)


def parse(text: object) -> SecuredSdToken:
    """Read a credential, or a presentation of it, without believing it.

    Raises:
        SdJwtError: no SD-JWT, or its disclosures do not fit.
        JwsError: the part of the issuer is no token, or one with another content type.
        ModelError: a claim that can never be withheld was concealed.
        TokenClaimError: for malformed claims, or claims that contradict the document.
    """
    sd_jwt = parse_compact(text)
    signed = jws.parse(sd_jwt.issuer_jwt)
    payload = signed.claims()
    revealed = reveal(payload, sd_jwt.disclosures)
    _refuse_concealment(path for path in (*revealed.places.values(), *revealed.withheld) if path)
    token = read_signed(signed, revealed.claims, typ=VC_SD_JWT)
    return SecuredSdToken(token, sd_jwt, hash_of(payload), in_part=bool(revealed.withheld))


def _refuse_concealment(paths: Iterable[ClaimsPath]) -> None:
    if any(path[0] in NEVER_DISCLOSABLE for path in paths):
        raise ModelError("these claims can never be withheld: " + ", ".join(sorted(NEVER_DISCLOSABLE)))
