"""The Verdict: every check by name with its outcome, a stable code and a sentence in two languages.

Valid is derived, never set. A Verdict knows which checks belong to it, and one that lacks a check, or has it twice, is
not valid: nothing becomes good by being forgotten (SECURITY V-01, section 0.3).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from credentials.verification.messages import FINDINGS, NOT_REACHED
from credentials.verification.outcome import Outcome

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from credentials.verification.outcome import Message


class CheckName(StrEnum):
    """What is checked, in the order in which it is judged."""

    SHAPE = "shape"
    PRESENTATION_PROOF = "presentation-proof"
    NONCE = "nonce"
    AUDIENCE = "audience"
    ISSUER_TRUSTED = "issuer-trusted"
    CREDENTIAL_PROOF = "credential-proof"
    HOLDER_BINDING = "holder-binding"
    VALIDITY_PERIOD = "validity-period"
    STATUS = "status"
    SCHEMA = "schema"
    QUERY_ANSWERED = "query-answered"
    VERIFIER_ENTITLED = "verifier-entitled"


CREDENTIAL_CHECKS = frozenset(
    {
        CheckName.SHAPE,
        CheckName.ISSUER_TRUSTED,
        CheckName.CREDENTIAL_PROOF,
        CheckName.VALIDITY_PERIOD,
        CheckName.STATUS,
        CheckName.SCHEMA,
    }
)
"""What belongs to the Verdict on a credential alone."""

PRESENTATION_CHECKS = frozenset(CheckName)
"""What belongs to the Verdict on a presentation."""

_PROVEN_BY_WALLET = frozenset(
    {CheckName.SHAPE, CheckName.PRESENTATION_PROOF, CheckName.NONCE, CheckName.AUDIENCE, CheckName.HOLDER_BINDING}
)
_PROVEN_BY_ISSUER = CheckName.CREDENTIAL_PROOF


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check.

    Attributes:
        name: what was checked.
        code: what was found, kebab-case; never changes its meaning. Outcome and sentence follow from it.
        detail: where in the document, the specification's own error code, or what a status list tells in the words that
            the issuer has for everybody; never a claim's value.
    """

    name: CheckName
    code: str
    detail: str = ""

    def __post_init__(self) -> None:
        finding = FINDINGS.get(self.code)
        if finding is None or finding.check not in (self.name, NOT_REACHED):
            raise ValueError(f"the check {self.name!r} has no finding {self.code!r}")

    @property
    def outcome(self) -> Outcome:
        """Passed, failed or undecided."""
        return FINDINGS[self.code].outcome

    @property
    def message(self) -> Message:
        """What is wrong and what to do, for people."""
        return FINDINGS[self.code].message

    @property
    def passed(self) -> bool:
        """Whether this check has passed."""
        return self.outcome is Outcome.PASSED

    def to_json(self) -> JsonObject:
        """The check as services receive it."""
        check: JsonObject = {
            "name": self.name.value,
            "outcome": self.outcome.value,
            "code": self.code,
            "message": {"de": self.message.de, "en": self.message.en},
        }
        if self.detail:
            check["detail"] = self.detail
        return check


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks on one presentation, or on one credential.

    Attributes:
        checks: in the order in which they were judged.
        expected: the names that must all be there for the Verdict to be valid.
    """

    checks: tuple[Check, ...]
    expected: frozenset[CheckName]

    @property
    def valid(self) -> bool:
        """Whether every expected check was made exactly once, and every check has passed."""
        made = Counter(check.name for check in self.checks)
        return (
            bool(self.expected)
            and made == Counter(self.expected)
            and all(check.outcome is Outcome.PASSED for check in self.checks)
        )

    @property
    def outcome(self) -> Outcome:
        """Passed when valid; failed when some check failed; otherwise undecided ('nicht prüfbar')."""
        if self.valid:
            return Outcome.PASSED
        failed = any(check.outcome is Outcome.FAILED for check in self.checks)
        return Outcome.FAILED if failed else Outcome.UNDECIDED

    @property
    def problems(self) -> tuple[Check, ...]:
        """The checks that did not pass: what failed first, then what could not be decided."""
        failed = [check for check in self.checks if check.outcome is Outcome.FAILED]
        undecided = [check for check in self.checks if check.outcome is Outcome.UNDECIDED]
        return (*failed, *undecided)

    @property
    def is_well_proven(self) -> bool:
        """Whether the presentation is proven to answer this question, by the holder of what it shows.

        The protocol answers an unproven one with an error (400) and a well proven one with 200, even where the card is
        revoked or its issuer unknown: that is the Verdict's news, for the service alone (OpenID4VP 1.0 section 8.2).
        """
        outcomes = {check.name: check.outcome for check in self.checks}
        if any(outcomes.get(name) is Outcome.FAILED for name in (*_PROVEN_BY_WALLET, _PROVEN_BY_ISSUER)):
            return False
        if outcomes.get(_PROVEN_BY_ISSUER) is Outcome.PASSED:
            return all(outcomes.get(name) is Outcome.PASSED for name in _PROVEN_BY_WALLET)
        # Without the issuer's key (nobody here trusts it, or the registry is away) binding cannot be decided either.
        return all(outcomes.get(name) is Outcome.PASSED for name in _PROVEN_BY_WALLET - {CheckName.HOLDER_BINDING})

    def check(self, name: CheckName) -> Check | None:
        """The check of this name, where it was made."""
        return next((check for check in self.checks if check.name is name), None)

    def to_json(self) -> JsonObject:
        """The Verdict as services receive it."""
        return {
            "valid": self.valid,
            "outcome": self.outcome.value,
            "checks": [check.to_json() for check in self.checks],
        }
