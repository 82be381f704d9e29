"""What the holder has shown to whom, and who could recognise her: a log that never leaves the wallet."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from wallet_sim.consent import ConsentQuestion


class Trace(StrEnum):
    """By what somebody could recognise a holder whom he has seen before."""

    SAME_COPY = "same-copy"
    IDENTIFYING_CLAIM = "identifying-claim"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One presentation, as it has left the wallet; what the claims say lies on the card and not here.

    Attributes:
        at: when, in UTC seconds.
        verifier: the DID of who has asked.
        question: what the holder has agreed to: who, what for, by what right, which claims.
        key: the name of the key that has signed; whatever it signs comes from one holder.
    """

    at: int
    verifier: str
    question: ConsentQuestion
    key: str

    @property
    def kept_until(self) -> int:
        """Until when the verifier keeps what it has learned, as the authority lets it; in UTC seconds."""
        return self.at + self.question.retention_seconds


@dataclass
class History:
    """All presentations, the newest last; each counts whatever its verifier has answered."""

    entries: list[Shown] = field(default_factory=list)

    def of(self, *verifiers: str) -> tuple[Shown, ...]:
        """What these verifiers, by their DIDs, have been shown."""
        return tuple(entry for entry in self.entries if entry.verifier in verifiers)

    def traces(self, *verifiers: str, identifying: Collection[str]) -> frozenset[Trace]:
        """By what a verifier could recognise the holder again, or several who compare their notes could.

        Args:
            verifiers: their DIDs.
            identifying: names of claims that tell one holder from all others, such as `person.number`.
        """
        seen = self.of(*verifiers)
        keys = {entry.key for entry in seen}
        claims = {claim for entry in seen for claim in entry.question.shown}
        found = {
            Trace.SAME_COPY: len(keys) < len(seen),
            Trace.IDENTIFYING_CLAIM: any(
                f"{claim}.".startswith(f"{name}.") for claim in claims for name in identifying
            ),
        }
        return frozenset(trace for trace, is_there in found.items() if is_there)
