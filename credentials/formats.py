"""The credential formats: what each can do, in one table that the services look in (OpenID4VCI 1.0 appendix A).

A format is a row here and nothing else: how a received credential, or a presentation of it, is read for the engine,
which judges all formats in the same steps. How one is made ready to be signed needs other things in each format
(disclosures, contexts), so that is asked of the format itself; all give a `ToBeSigned`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from credentials.verification.formats import dc_sd_jwt, ldp_vc, vc_jwt, vc_sd_jwt, vp_jwt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.verification.shown import ReadCredential, ReadPresentation


@dataclass(frozen=True, slots=True)
class CredentialFormat:
    """One row of the table.

    Attributes:
        id: the credential format identifier on the wire.
        read_credential: for whoever judges a credential alone.
        read_presentation: for whoever judges a presentation of one.
    """

    id: str
    read_credential: ReadCredential
    read_presentation: ReadPresentation


FORMATS: Mapping[str, CredentialFormat] = MappingProxyType(
    {
        row.id: row
        for row in (
            CredentialFormat(ldp_vc.FORMAT, ldp_vc.read_credential, ldp_vc.read_presentation),
            CredentialFormat(dc_sd_jwt.FORMAT, dc_sd_jwt.read_credential, dc_sd_jwt.read_presentation),
            CredentialFormat(vc_jwt.FORMAT, vc_jwt.read_credential, vp_jwt.read_presentation),
            CredentialFormat(vc_sd_jwt.FORMAT, vc_sd_jwt.read_credential, vc_sd_jwt.read_presentation),
        )
    }
)
