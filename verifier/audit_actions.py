"""What the verifier writes into the audit record: a closed list (SECURITY A-10, L-04)."""

from __future__ import annotations

from enum import StrEnum


class VerifierAction(StrEnum):
    """What was done; the object is the id of the check, or the purpose of one that was refused.

    Who holds the wallet is never known here.
    """

    CHECK_MADE = "check-made"
    CHECK_REFUSED = "check-refused"
    CHECK_ANSWERED = "check-answered"
    CHECK_DECLINED = "check-declined"
    CHECK_CANCELLED = "check-cancelled"
    RESULT_FORGOTTEN = "result-forgotten"
