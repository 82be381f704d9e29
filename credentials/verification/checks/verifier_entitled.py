"""Verifier entitled: the registry lets who asks ask for this type, now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.evidence import Standing, Unavailable
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.verification.evidence import TrustAnswers

_FINDINGS = {
    Standing.AUTHORIZED: "verifier-entitled",
    Standing.NOT_LISTED: "verifier-not-entitled",
    Standing.NOT_YET: "verifier-not-yet-entitled",
    Standing.ENDED: "verifier-entitlement-ended",
    Standing.COMPROMISED: "verifier-entitlement-ended",
}


def judge_verifier_entitled(verifier: str, *, type_: str, trust: TrustAnswers | Unavailable, now: int) -> Check:
    """How the verifier stands now; an answer that came in time to a question that may no longer be asked is refused."""
    name = CheckName.VERIFIER_ENTITLED
    if isinstance(trust, Unavailable):
        return Check(name, "verifier-registry-unavailable")
    return Check(name, _FINDINGS[trust.standing(entity=verifier, action="verify", credential_type=type_, at=now)])
