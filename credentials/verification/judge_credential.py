"""The Verdict on a credential alone: evidence + policy + now -> Verdict.

1. shape: read as its format says, every term known
2. issuer trusted now: does the registry name the issuer for this type? (without that, its keys were not fetched)
3. credential proof: signed by a key of that issuer, over everything
4. issuer trusted when it signed
5. validity period
6. status: every entry, on lists that the issuer has signed
7. schema

A check that rests on one which did not pass is undecided and says which one that was. Nothing here does I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.formats import FORMATS
from credentials.verification.checks.issuer_trusted import judge_issuer_now, judge_issuer_when_signing
from credentials.verification.checks.schema import judge_schema
from credentials.verification.checks.status import judge_status
from credentials.verification.checks.validity_period import judge_validity_period
from credentials.verification.verdict import CREDENTIAL_CHECKS, Check, CheckName, Verdict

if TYPE_CHECKING:
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential, Signed

_ISSUER_WITHOUT_KEYS = frozenset({"issuer-not-authorized", "credential-of-another-type", "registry-unavailable"})
_AFTER_PROOF = (CheckName.VALIDITY_PERIOD, CheckName.STATUS, CheckName.SCHEMA)


def judge_credential(
    document: object, *, format_id: str, policy: CredentialPolicy, evidence: Evidence, now: int
) -> Verdict:
    """Judge a secured credential.

    Args:
        document: as received, text or already read as JSON; nothing of it is believed.
        format_id: a row of `FORMATS`.
        policy: what the caller accepts.
        evidence: what the caller has gathered.
        now: UTC seconds.
    """
    # 1.
    shape, shown = FORMATS[format_id].read_credential(document, policy=policy, contexts=evidence.contexts)
    if shown is None:
        rest = [Check(name, "shape-not-understood") for name in CheckName if name in CREDENTIAL_CHECKS - {shape.name}]
        return Verdict((shape, *rest), CREDENTIAL_CHECKS)
    origin = judge_origin(shown, policy=policy, evidence=evidence, now=now)
    content = judge_content(shown, origin, policy=policy, evidence=evidence, now=now)
    return Verdict((shape, origin.issuer_trusted, origin.credential_proof, *content), CREDENTIAL_CHECKS)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who issued a credential, as far as it is proven."""

    issuer_trusted: Check
    credential_proof: Check
    proven: Signed | None


def judge_origin(shown: ShownCredential, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> Origin:
    """Steps 2 to 4: is it from whom it says, and may that be?"""
    issuer, type_ = shown.issuer, policy.credential_type
    # 2.
    today = judge_issuer_now(issuer, shown.types, type_=type_, trust=evidence.trust, now=now)
    # 3.
    if today.code in _ISSUER_WITHOUT_KEYS:
        return Origin(today, Check(CheckName.CREDENTIAL_PROOF, "issuer-keys-not-asked-for"), None)
    proof, proven = shown.proof.judge(policy=policy, evidence=evidence, now=now)
    if proven is not None and proven.at is not None and proven.at > now + policy.clock_skew:
        # A date that has not come would be asked of a registry that cannot know it yet.
        proof, proven = Check(CheckName.CREDENTIAL_PROOF, "credential-proof-not-accepted"), None
    # 4.
    if proven is None:
        unknown = Check(CheckName.ISSUER_TRUSTED, "credential-not-proven")
        return Origin(unknown if today.passed else today, proof, None)
    trusted = judge_issuer_when_signing(issuer, type_=type_, trust=evidence.trust, signed=proven.at, today=today)
    return Origin(trusted, proof, proven)


def judge_content(
    shown: ShownCredential, origin: Origin, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> tuple[Check, ...]:
    """Steps 5 to 7: does what it says still hold?"""
    if origin.proven is None:
        return tuple(Check(name, "credential-not-proven") for name in _AFTER_PROOF)
    return (
        judge_validity_period(shown, clock_skew=policy.clock_skew, now=now),
        judge_status(shown, policy=policy, evidence=evidence, now=now),
        judge_schema(shown, policy=policy, evidence=evidence, now=now),
    )
