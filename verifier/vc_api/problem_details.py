"""The door's table: what the Verdict found, as problem details of the W3C (VCALM 1.0 section 3.8, RFC 9457).

The general rule comes first: a finding that rests on an error of the ground takes the type that the specifications give
this error, and any other takes that of its check. Findings that no W3C specification names have a type of our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, get_args

from credentials.errors import ControlledIdentifierCode, CredentialError
from credentials.verification.messages import FINDINGS, NOT_REACHED
from credentials.verification.verdict import CheckName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from credentials.strict_json import JsonObject
    from credentials.verification.verdict import Check, Verdict

_DATA_MODEL = "https://www.w3.org/TR/vc-data-model#"
_SECURITY = "https://w3id.org/security#"
_STATUS_LIST = "https://www.w3.org/ns/credentials/status-list#"
OWN = "urn:stadtsiegel:problem:"
"""The beginning of a type that the W3C has no name for; the finding's code follows."""


class Severity(StrEnum):
    """Whether a problem makes the document worthless, or leaves a decision to whoever relies on it."""

    ERROR = "error"
    WARNING = "warning"


OF_CHECK: Mapping[CheckName, str] = {
    CheckName.SHAPE: _DATA_MODEL + "MALFORMED_VALUE_ERROR",
    CheckName.PRESENTATION_PROOF: _SECURITY + "PROOF_VERIFICATION_ERROR",
    CheckName.NONCE: _SECURITY + "INVALID_CHALLENGE_ERROR",
    CheckName.AUDIENCE: _SECURITY + "INVALID_DOMAIN_ERROR",
    CheckName.CREDENTIAL_PROOF: _SECURITY + "PROOF_VERIFICATION_ERROR",
    CheckName.SCHEMA: _DATA_MODEL + "MALFORMED_VALUE_ERROR",
    CheckName.STATUS: _STATUS_LIST + "STATUS_VERIFICATION_ERROR",
}
"""By check; a check that is not here has findings of our own only."""

OF_FINDING: Mapping[str, str] = {
    "context-not-known": _DATA_MODEL + "PARSING_ERROR",
    "presentation-signature-wrong": _DATA_MODEL + "CRYPTOGRAPHIC_SECURITY_ERROR",
    "presentation-key-not-accepted": _SECURITY + "INVALID_VERIFICATION_METHOD",
    "credential-signature-wrong": _DATA_MODEL + "CRYPTOGRAPHIC_SECURITY_ERROR",
    "credential-key-not-of-issuer": _SECURITY + "INVALID_VERIFICATION_METHOD",
    "issuer-keys-unavailable": _SECURITY + "INVALID_VERIFICATION_METHOD",
    "issuer-keys-not-asked-for": _SECURITY + "INVALID_VERIFICATION_METHOD",
    "status-entry-malformed": _DATA_MODEL + "MALFORMED_VALUE_ERROR",
    "status-list-unavailable": _STATUS_LIST + "STATUS_RETRIEVAL_ERROR",
    "status-list-outdated": _STATUS_LIST + "STATUS_RETRIEVAL_ERROR",
    "revoked": OWN + "revoked",
    "suspended": OWN + "suspended",
}
"""Where the rule of the check is too coarse."""

_MAY_BE_BORNE = frozenset({CheckName.VALIDITY_PERIOD, CheckName.STATUS})
_WARNINGS = frozenset({"signing-date-missing", "schema-missing", "schema-unavailable", "schema-not-supported"})
_ERRORS = frozenset({"status-entry-malformed"})


def _types_of_errors() -> Iterator[tuple[str, str]]:
    waiting = [CredentialError]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        yield from ((code, kind.problem_type) for code in kind.codes())
    yield from ((code, _SECURITY + code.upper().replace("-", "_")) for code in get_args(ControlledIdentifierCode))


OF_ERROR: Mapping[str, str] = dict(_types_of_errors())
"""By the code of an error of the ground, which a check may give as its detail."""


@dataclass(frozen=True, slots=True)
class ProblemDetail:
    """One problem with a document.

    Attributes:
        type: the URL of its kind.
        severity: whether it alone makes `verified` false.
        code: our finding; it never changes its meaning.
        detail: what is wrong and what to do, in English.
        detail_de: the same in German.
    """

    type: str
    severity: Severity
    code: str
    detail: str
    detail_de: str

    @property
    def title(self) -> str:
        """The short name of the kind."""
        return self.type.rpartition("#")[2] if "#" in self.type else self.type.removeprefix(OWN)

    def to_json(self) -> JsonObject:
        """The problem as callers receive it; `code`, `severity` and `message` are our additions."""
        return {
            "type": self.type,
            "title": self.title,
            "detail": self.detail,
            "severity": self.severity.value,
            "code": self.code,
            "message": {"de": self.detail_de, "en": self.detail},
        }


def problems_of(verdict: Verdict) -> tuple[ProblemDetail, ...]:
    """What is wrong with a document; what could not be looked at for the sake of another problem is left out."""
    return tuple(problem_of(check) for check in verdict.problems if FINDINGS[check.code].check != NOT_REACHED)


def is_verified(verdict: Verdict, *, warnings: Literal["refuse", "bear"]) -> bool:
    """Whether the answer says `verified`.

    Args:
        verdict: of the engine.
        warnings: `refuse` takes every problem for an error (DESIGN rule 1: fail closed); `bear` leaves the warnings of
            VCALM 1.0 section 3.8.1 to the caller, but never an error, nor a check that was not made.
    """
    if warnings == "refuse":
        return verdict.valid
    complete = bool(verdict.expected) and sorted(check.name for check in verdict.checks) == sorted(verdict.expected)
    return complete and all(severity_of(check) is Severity.WARNING for check in verdict.problems)


def severity_of(check: Check) -> Severity:
    """How grave a problem is; one of a kind that nobody has thought of is an error."""
    finding = FINDINGS[check.code]
    if finding.check == NOT_REACHED or check.code in _ERRORS:
        return Severity.ERROR
    return Severity.WARNING if check.name in _MAY_BE_BORNE or check.code in _WARNINGS else Severity.ERROR


def type_of(check: Check) -> str:
    """The type of the problem that a check has found."""
    if check.code in OF_FINDING:
        return OF_FINDING[check.code]
    return OF_ERROR.get(check.detail) or OF_CHECK.get(check.name) or OWN + check.code


def problem_of(check: Check) -> ProblemDetail:
    """A check that did not pass, as a problem."""
    message = check.message
    return ProblemDetail(type_of(check), severity_of(check), check.code, message.en, message.de)
