"""The Verdict on a presentation of one credential: evidence + policy + now -> Verdict.

1. shape: a presentation of exactly one credential, read as its format says, every term known
2. presentation proof: signed by the holder's key, over everything
3. nonce: in answer to this question
4. audience: for this verifier
5. issuer trusted now, credential proof, issuer trusted when it signed (steps 2 to 4 of `judge_credential`)
6. holder binding: the one who signed the presentation is the one of whom the credential speaks
7. validity period, status, schema (steps 5 to 7 of `judge_credential`)
8. query answered: types, claims and values, looked at once more by the verifier itself
9. verifier entitled: it may still ask

A check that rests on one which did not pass is undecided and says which one that was; so nothing is ever reported as
good that was not looked at. Nothing here does I/O.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.formats import FORMATS
from credentials.verification.checks.freshness import judge_audience, judge_nonce
from credentials.verification.checks.query_answered import judge_query_answered, judge_type_asked_for
from credentials.verification.checks.verifier_entitled import judge_verifier_entitled
from credentials.verification.judge_credential import judge_content, judge_origin
from credentials.verification.verdict import PRESENTATION_CHECKS, Check, CheckName, Verdict

if TYPE_CHECKING:
    from credentials.verification.evidence import Evidence
    from credentials.verification.judge_credential import Origin
    from credentials.verification.policy import PresentationPolicy
    from credentials.verification.shown import Presented, ShownCredential, ShownPresentation


def judge_presentation(document: object, *, policy: PresentationPolicy, evidence: Evidence, now: int) -> Verdict:
    """Judge a presentation that answers one credential query.

    Args:
        document: one element of `vp_token`: text, or already read as JSON; nothing of it is believed.
        policy: what the verifier accepts for this question.
        evidence: what the verifier has gathered in its two rounds.
        now: UTC seconds.
    """
    entitled = judge_verifier_entitled(policy.verifier, type_=policy.credential_type, trust=evidence.trust, now=now)
    # 1.
    read = FORMATS[policy.query.format].read_presentation
    shape, presentation = read(document, policy=policy, contexts=evidence.contexts)
    if presentation is None:
        unread = [Check(name, "shape-not-understood") for name in CheckName if name not in (shape.name, entitled.name)]
        return Verdict((shape, *unread, entitled), PRESENTATION_CHECKS)
    # 2.
    signed, presented = presentation.proof.judge(policy=policy, evidence=evidence, now=now)
    # 5.
    shown = presentation.credential
    origin = judge_origin(shown, policy=policy, evidence=evidence, now=now)
    checks = (
        shape,
        signed,
        *_judge_freshness(presented, policy),  # 3. and 4.
        origin.issuer_trusted,
        origin.credential_proof,
        _judge_binding(presentation, presented, origin),  # 6.
        *judge_content(shown, origin, policy=policy, evidence=evidence, now=now),  # 7.
        _judge_answer(shown, origin, policy),  # 8.
        entitled,  # 9.
    )
    return Verdict(checks, PRESENTATION_CHECKS)


def _judge_freshness(presented: Presented | None, policy: PresentationPolicy) -> tuple[Check, Check]:
    if presented is None:
        return (
            Check(CheckName.NONCE, "presentation-not-proven"),
            Check(CheckName.AUDIENCE, "presentation-not-proven"),
        )
    return (
        judge_nonce(presented, nonce=policy.nonce),
        judge_audience(presented, audience=policy.audience),
    )


def _judge_binding(presentation: ShownPresentation, presented: Presented | None, origin: Origin) -> Check:
    if not presentation.bound:
        return Check(CheckName.HOLDER_BINDING, "credential-without-holder")
    if presented is None:
        return Check(CheckName.HOLDER_BINDING, "presentation-not-proven")
    if origin.proven is None:
        return Check(CheckName.HOLDER_BINDING, "credential-not-proven")
    return presentation.proof.judge_binding(presented)


def _judge_answer(shown: ShownCredential, origin: Origin, policy: PresentationPolicy) -> Check:
    if other := judge_type_asked_for(shown, query=policy.query):
        return other
    if origin.proven is None:
        return Check(CheckName.QUERY_ANSWERED, "credential-not-proven")
    return judge_query_answered(shown, query=policy.query, only_what_was_asked=policy.only_what_was_asked)
