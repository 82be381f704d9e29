"""The credential formats: what each can do, in one table that the services look in (OpenID4VCI 1.0 appendix A).

A format is a row here and nothing else: how an unsecured credential becomes bytes to be signed, how a received one is
read, how a presentation of it is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from credentials.data_integrity import secure
from credentials.model.credential import Credential, parse_credential
from credentials.verification import judge_presentation
from credentials.verification.checks.proof import ASSERTION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject
    from credentials.to_be_signed import ToBeSigned
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import PresentationPolicy
    from credentials.verification.verdict import Verdict


class Prepare(Protocol):
    """Makes an unsecured credential ready to be signed."""

    def __call__(
        self, document: JsonObject, *, cryptosuite: str, verification_method: str, created: int, contexts: ContextSet
    ) -> ToBeSigned[JsonObject]:
        """Prepare `document`; `created` is in UTC seconds. Raises the errors of its securing mechanism."""
        ...


class Judge(Protocol):
    """Judges a presentation of a credential."""

    def __call__(self, document: object, *, policy: PresentationPolicy, evidence: Evidence, now: int) -> Verdict:
        """Judge `document`, one element of `vp_token`; whatever it holds, the answer is a Verdict."""
        ...


@dataclass(frozen=True, slots=True)
class CredentialFormat:
    """One row of the table.

    Attributes:
        id: the credential format identifier on the wire.
        prepare: for the issuer.
        parse: for whoever received a credential; judges its shape only.
        judge: for the verifier.
    """

    id: str
    prepare: Prepare
    parse: Callable[[object], Credential]
    judge: Judge


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
        for row in (
            CredentialFormat(
                judge_presentation.FORMAT, _prepare_ldp_vc, parse_credential, judge_presentation.judge_presentation
            ),
        )
    }
)
