"""The credential formats: what each can do, in one table that the services look in (OpenID4VCI 1.0 appendix A).

A format is a row here and nothing else: how an unsecured credential becomes bytes to be signed, and how a received
one, or a presentation of it, is read for the engine, which judges all formats in the same steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from credentials.data_integrity import secure
from credentials.verification.checks.proof import ASSERTION
from credentials.verification.formats import ldp_vc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject
    from credentials.to_be_signed import ToBeSigned
    from credentials.verification.shown import ReadCredential, ReadPresentation


class Prepare(Protocol):
    """Makes an unsecured credential ready to be signed."""

    def __call__(
        self, document: JsonObject, *, cryptosuite: str, verification_method: str, created: int, contexts: ContextSet
    ) -> ToBeSigned[JsonObject]:
        """Prepare `document`; `created` is in UTC seconds. Raises the errors of its securing mechanism."""
        ...


@dataclass(frozen=True, slots=True)
class CredentialFormat:
    """One row of the table.

    Attributes:
        id: the credential format identifier on the wire.
        prepare: for the issuer.
        read_credential: for whoever judges a credential alone.
        read_presentation: for whoever judges a presentation of one.
    """

    id: str
    prepare: Prepare
    read_credential: ReadCredential
    read_presentation: ReadPresentation


def _prepare_ldp_vc(
    document: JsonObject, *, cryptosuite: str, verification_method: str, created: int, contexts: ContextSet
) -> ToBeSigned[JsonObject]:
    return secure.prepare(
        document,
        cryptosuite=cryptosuite,
        verification_method=verification_method,
        proof_purpose=ASSERTION,
        created=created,
        contexts=contexts,
    )


FORMATS: Mapping[str, CredentialFormat] = MappingProxyType(
    {
        row.id: row
        for row in (CredentialFormat(ldp_vc.FORMAT, _prepare_ldp_vc, ldp_vc.read_credential, ldp_vc.read_presentation),)
    }
)
