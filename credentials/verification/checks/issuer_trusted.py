"""Issuer trusted: the registry lets the issuer issue this type, now and when it signed (SECURITY T-01, T-07).

Where a statement has `ended`, what was signed before stays good. Where it is `compromised`, no signed date is believed,
because whoever holds the key writes any date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.evidence import Standing, Unavailable
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.verification.evidence import TrustAnswers

_NOW = {
    Standing.NOT_LISTED: "issuer-not-authorized",
    Standing.NOT_YET: "issuer-not-yet-authorized",
    Standing.COMPROMISED: "issuer-compromised",
}
_WHEN_SIGNING = {
    Standing.NOT_LISTED: "issuer-not-authorized-when-signing",
    Standing.NOT_YET: "issuer-not-authorized-when-signing",
    Standing.ENDED: "issuer-not-authorized-when-signing",
    Standing.COMPROMISED: "issuer-compromised",
}


def judge_issuer_now(
    issuer: str, types: frozenset[str], *, type_: str, trust: TrustAnswers | Unavailable, now: int
) -> Check:
    """How the issuer that the credential names stands now.

    Made before the proof, because an issuer that the registry does not name has no keys here. A pass says no more than
    that it is worth asking when the issuer signed: `judge_issuer_when_signing` has the last word.
    """
    name = CheckName.ISSUER_TRUSTED
    if type_ not in types:
        return Check(name, "credential-of-another-type")
    if isinstance(trust, Unavailable):
        return Check(name, "registry-unavailable")
    standing = trust.standing(entity=issuer, action="issue", credential_type=type_, at=now)
    if standing is Standing.ENDED:
        return Check(name, "issuer-was-trusted")
    if standing is Standing.AUTHORIZED:
        return Check(name, "issuer-trusted")
    return Check(name, _NOW[standing])


def judge_issuer_when_signing(
    issuer: str, *, type_: str, trust: TrustAnswers | Unavailable, signed: int | None, today: Check
) -> Check:
    """How the issuer stood when it signed.

    Args:
        issuer: who has signed, proven.
        type_: the credential type's IRI.
        trust: the registry's answers.
        signed: the moment that the proof states.
        today: what `judge_issuer_now` has found.
    """
    name = CheckName.ISSUER_TRUSTED
    if not today.passed or isinstance(trust, Unavailable):
        return today
    if signed is None:
        return Check(name, "signing-date-missing")
    standing = trust.standing(entity=issuer, action="issue", credential_type=type_, at=signed)
    return today if standing is Standing.AUTHORIZED else Check(name, _WHEN_SIGNING[standing])
