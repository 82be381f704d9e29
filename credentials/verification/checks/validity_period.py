"""Validity period: the credential holds at this moment (VCDM 2.0 section 4.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.verification.shown import ShownCredential


def judge_validity_period(credential: ShownCredential, *, clock_skew: int, now: int) -> Check:
    """Compare the two ends of the period with now; both belong to the period, and so does the skew of the clocks."""
    name = CheckName.VALIDITY_PERIOD
    if credential.valid_until is not None and now > credential.valid_until + clock_skew:
        return Check(name, "expired")
    if credential.valid_from is not None and now < credential.valid_from - clock_skew:
        return Check(name, "not-yet-valid")
    return Check(name, "within-validity-period")
