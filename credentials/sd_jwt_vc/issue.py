"""Issue an SD-JWT VC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import ModelError
from credentials.keys.jwk import render_public_jwk
from credentials.sd_jwt.conceal import conceal
from credentials.sd_jwt.issue import prepare_sd_jwt
from credentials.sd_jwt.reveal import reveal
from credentials.sd_jwt_vc.credential import TYP, read_claims, refuse_concealment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject
    from credentials.to_be_signed import ToBeSigned


def prepare_sd_jwt_vc(
    claims: JsonObject,
    *,
    disclosable: Collection[ClaimsPath],
    holder_key: PublicKey | None,
    algorithm: str,
    key_id: str,
    entropy: Callable[[int], bytes],
    decoys: int | Mapping[ClaimsPath, int] = 0,
) -> ToBeSigned[str]:
    """Make a credential ready to be signed; attaching the signature makes the compact form for the holder.

    Args:
        claims: everything that it says, flat and in the clear: `vct`, `iss`, `nbf`, `exp`, `status`, and the claims of
            its kind; without `cnf`.
        disclosable: claims paths of what the holder may withhold, like `("category",)`.
        holder_key: the key of whoever may show it; None for a credential that anybody may show.
        algorithm: the JOSE name of the algorithm of the issuer's key.
        key_id: the issuer's key: what its metadata and its DID document call it.
        entropy: gives so many bytes that nobody can guess: for salts and decoys.
        decoys: how many digests of nothing are added to each `_sd`, or to each object by its own path.

    Raises:
        ModelError, TokenClaimError: for claims that a verifier would refuse, or a path to a claim that can never be
            withheld.
        SdJwtError: for a claim with a reserved name, or too many disclosures.
        JwsError: for an algorithm that is not ours.
    """
    if "cnf" in claims:
        raise ModelError("the holder's key is handed in by itself, and not as cnf among the claims")
    refuse_concealment(disclosable)
    bound = claims if holder_key is None else {**claims, "cnf": {"jwk": render_public_jwk(holder_key)}}
    concealed = conceal(bound, disclosable, entropy=entropy, decoys=decoys)
    read_claims(reveal(concealed.payload, concealed.disclosures))  # what we would refuse, we do not sign
    return prepare_sd_jwt({"alg": algorithm, "typ": TYP, "kid": key_id}, concealed)
