"""Issue an SD-JWT: conceal, sign, and send with all disclosures (RFC 9901 section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials import strict_json
from credentials.jose import jws
from credentials.sd_jwt.compact import SdJwt
from credentials.to_be_signed import ToBeSigned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.sd_jwt.conceal import Concealed


def prepare_sd_jwt(header: Mapping[str, Any], concealed: Concealed) -> ToBeSigned[str]:
    """Make concealed claims ready to be signed; attaching the signature makes the compact form for the holder.

    Raises:
        JwsError: for a header without a type, or with an algorithm that is not ours.
    """
    prepared = jws.prepare(header, strict_json.render(concealed.payload))
    return ToBeSigned(
        prepared.signing_input,
        lambda signature: SdJwt(prepared.attach(signature), concealed.disclosures).render(),
    )
