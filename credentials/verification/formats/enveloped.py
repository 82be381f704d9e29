"""Credentials in envelopes, each read by its own format (VCDM 2.0 section 4.13.1)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from credentials.verification.formats import vc_jwt, vc_sd_jwt
from credentials.verification.formats.vc_jwt import Carried
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from credentials.jsonld.context_set import ContextSet
    from credentials.model.enveloped import Enveloped
    from credentials.verification.policy import CredentialPolicy

_READERS: Mapping[str, Callable[..., Carried]] = MappingProxyType(
    {"application/vc+jwt": vc_jwt.read_carried, "application/vc+sd-jwt": vc_sd_jwt.read_carried}
)
"""By media type; no presentation among them, so envelopes never lie in each other."""


def read_enveloped(enveloped: Enveloped, *, policy: CredentialPolicy, contexts: ContextSet) -> Carried:
    """Read the credential in an envelope."""
    read = _READERS.get(enveloped.media_type)
    if read is None:
        detail = "the envelope holds something that is not read here"
        return Carried(Check(CheckName.SHAPE, "credential-malformed", detail))
    return read(enveloped.content, policy=policy, contexts=contexts)
