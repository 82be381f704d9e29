"""Present an SD-JWT VC: the chosen claims, and the holder's signature over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.sd_jwt.key_binding import prepare_key_binding
from credentials.sd_jwt.select import select

if TYPE_CHECKING:
    from collections.abc import Collection

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.sd_jwt_vc.verify import ReadSdJwtVc
    from credentials.to_be_signed import ToBeSigned


def prepare_presentation(
    held: ReadSdJwtVc,
    paths: Collection[ClaimsPath],
    *,
    nonce: str,
    audience: str,
    issued_at: int,
    algorithm: str,
) -> ToBeSigned[str]:
    """Make a presentation ready to be signed by the holder's key (`cnf`).

    Args:
        held: the credential as it was received.
        paths: of the claims to show; what is not concealed is shown whatever they say.
        nonce: from the verifier's request.
        audience: the verifier's whole client identifier.
        issued_at: UTC seconds.
        algorithm: the JOSE name of the algorithm of the holder's key.

    Returns:
        What is to be signed; attaching the signature makes what is sent.

    Raises:
        QueryError: for a path that points at nothing in the credential.
        JwsError: for an algorithm that is not ours.
    """
    return prepare_key_binding(
        select(held.sd_jwt, held.credential.revealed, paths),
        hash_name=held.hash_name,
        nonce=nonce,
        audience=audience,
        issued_at=issued_at,
        algorithm=algorithm,
    )
