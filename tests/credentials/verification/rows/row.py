"""What a row of the matrix says, and the turns that are the same for every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from credentials.verification.evidence import Standing
from credentials.verification.verdict import CheckName
from tests.credentials.verification.changes import said
from tests.credentials.verification.city import ISSUE, NOW, VERIFY, City

Turn = Callable[[City], object]
"""Changes one thing in a city in which all is well, so that exactly one check must see it."""


@dataclass(frozen=True)
class Row:
    """One format in one variant.

    Attributes:
        format_id: as in `credentials.formats`.
        variant: what distinguishes it from the other rows of its format.
        city: makes a city in which a card of this format is presented, and every check passes.
        turns: by check, by a name of their own; beside those of `EVERYWHERE`.
    """

    format_id: str
    variant: str
    city: Callable[[], City]
    turns: Mapping[CheckName, Mapping[str, Turn]]

    def turns_of(self, check: CheckName) -> dict[str, Turn]:
        """All turns that this check must see."""
        return {**EVERYWHERE.get(check, {}), **self.turns.get(check, {})}


def rule(**members: object) -> Turn:
    """The verifier accepts something else."""
    return lambda city: city.rules.update(members)


EVERYWHERE: Mapping[CheckName, Mapping[str, Turn]] = {
    CheckName.NONCE: {"another question": rule(nonce="another")},
    CheckName.AUDIENCE: {"another verifier": rule(audience="decentralized_identifier:did:web:other.example")},
    CheckName.ISSUER_TRUSTED: {
        "listed from tomorrow on": said(ISSUE, (NOW + 1, None, Standing.AUTHORIZED)),
        "listed only since it signed": said(ISSUE, (NOW - 1, None, Standing.AUTHORIZED)),
        "compromised": said(ISSUE, (0, None, Standing.COMPROMISED)),
    },
    CheckName.QUERY_ANSWERED: {
        "one claim more is asked for": lambda city: city.claims.append({"path": ["no", "such"]})
    },
    CheckName.VERIFIER_ENTITLED: {
        "not listed": said(VERIFY),
        "ended": said(VERIFY, (0, NOW, Standing.AUTHORIZED)),
    },
}
"""What does not touch the document: the registry's answers and the verifier's own question."""
