"""What a test suite sends to be verified, judged by the engine with what this server knows; nothing is fetched.

A presentation may hold several credentials, and may be unsigned where nobody asks for a challenge. A credential without
a proof of its own is self-asserted: the presentation's proof speaks for it, if holder, presenter and issuer are one
(VCDM 2.0 section 4.13.4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from credentials.errors import ContextError, DataLossError, ModelError
from credentials.formats import FORMATS
from credentials.jsonld.expanded_types import expanded_types
from credentials.model.credential import Credential
from credentials.model.enveloped import CREDENTIAL as ENVELOPED_CREDENTIAL
from credentials.model.enveloped import PRESENTATION, is_enveloped, render_enveloped
from credentials.model.presentation import parse_presentation
from credentials.verification.checks.freshness import judge_audience, judge_nonce
from credentials.verification.checks.proof import ASSERTION, AUTHENTICATION
from credentials.verification.evidence import Evidence
from credentials.verification.formats import ldp_vc, vc_jwt
from credentials.verification.formats.holder import NOBODY
from credentials.verification.formats.ldp_vc import PresentationSecured
from credentials.verification.judge_credential import judge_content, judge_credential, judge_origin
from credentials.verification.shown import Presented
from credentials.verification.verdict import Check, CheckName, Verdict
from stadtsiegel.conformance.accepted import POLICY
from verifier.documents.received import open_credential

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.model.enveloped import Enveloped
    from credentials.model.presentation import Presentation
    from credentials.strict_json import JsonObject
    from stadtsiegel.conformance.status import StatusIssuer
    from stadtsiegel.conformance.trust import KnownKeys


@dataclass(frozen=True, slots=True)
class Demands:
    """What a request demands of a proof beyond its signature; None where it does not matter.

    Attributes:
        purpose: the proof purpose; that of the kind of document is always demanded.
        challenge: what the proof must answer.
        domain: for whom it must have been made.
    """

    purpose: str | None
    challenge: str | None
    domain: str | None

    def judge(self, made: Presented) -> list[Check]:
        """Compare with what a proof says."""
        checks = []
        if self.challenge is not None:
            checks.append(judge_nonce(made, nonce=self.challenge))
        if self.domain is not None:
            checks.append(judge_audience(made, audience=self.domain))
        return checks


class Judge:
    """Judges with throw-away trust."""

    def __init__(self, *, trust: KnownKeys, contexts: ContextSet, status: StatusIssuer) -> None:
        self._trust = trust
        self._contexts = contexts
        self._status = status

    def credential(self, document: JsonObject, *, demands: Demands, now: int) -> Verdict:
        """Judge a credential alone."""
        verdict = self._judge_secured(document, self._evidence(now), now)
        checks = list(verdict.checks)
        if demands.purpose not in (None, ASSERTION):
            checks = [_of_another_purpose(check) for check in checks]
        checks += demands.judge(_said_by_proof(document))
        return Verdict(tuple(checks), verdict.expected | {check.name for check in checks})

    def presentation(self, document: JsonObject, *, demands: Demands, now: int) -> list[Verdict]:
        """Judge a presentation and each of its credentials."""
        if is_enveloped(document, PRESENTATION):
            return self._judge_token(document, demands=demands, now=now)
        try:
            presentation = parse_presentation(document, data_models=POLICY.data_models)
        except ModelError as error:
            return [_verdict(Check(CheckName.SHAPE, "presentation-malformed", error.detail))]
        shape = self._judge_terms(document)
        if not shape.passed:
            return [_verdict(shape)]
        evidence = self._evidence(now)
        checks, presented = _judge_presenter(presentation, demands=demands, evidence=evidence, now=now)
        return [
            _verdict(shape, *checks),
            *(
                self._judge_self_asserted(one, presentation, presented)
                if isinstance(one, Credential) and "proof" not in one.document
                else self._judge_secured(_document_of(one), evidence, now)
                for one in presentation.credentials
            ),
        ]

    def _judge_secured(self, document: JsonObject, evidence: Evidence, now: int) -> Verdict:
        received = open_credential(document, formats=FORMATS.keys())
        return judge_credential(
            received.content, format_id=received.format_id, policy=POLICY, evidence=evidence, now=now
        )

    def _judge_token(self, document: JsonObject, *, demands: Demands, now: int) -> list[Verdict]:
        evidence = self._evidence(now)
        read = FORMATS[vc_jwt.FORMAT].read_presentation
        shape, shown = read(document, policy=POLICY, contexts=self._contexts)
        if shown is None:
            return [_verdict(shape)]
        check, presented = shown.proof.judge(policy=POLICY, evidence=evidence, now=now)
        said = demands.judge(presented) if presented else []
        origin = judge_origin(shown.credential, policy=POLICY, evidence=evidence, now=now)
        content = judge_content(shown.credential, origin, policy=POLICY, evidence=evidence, now=now)
        return [_verdict(shape, check, *said), _verdict(origin.issuer_trusted, origin.credential_proof, *content)]

    def _judge_self_asserted(
        self, credential: Credential, presentation: Presentation, presented: Presented | None
    ) -> Verdict:
        shape, _ = FORMATS[ldp_vc.FORMAT].read_credential(credential.document, policy=POLICY, contexts=self._contexts)
        by_holder = presented is not None and presentation.holder == presented.by == credential.issuer
        code = "credential-proven" if by_holder else "credential-key-not-of-issuer"
        return _verdict(shape, Check(CheckName.CREDENTIAL_PROOF, code))

    def _judge_terms(self, document: JsonObject) -> Check:
        try:
            expanded_types(document, self._contexts)
        except ContextError as error:
            return Check(CheckName.SHAPE, "context-not-known", error.code)
        except DataLossError as error:
            return Check(CheckName.SHAPE, "presentation-malformed", error.code)
        return Check(CheckName.SHAPE, "shape-understood")

    def _evidence(self, now: int) -> Evidence:
        own = self._status.issuer.did
        return Evidence(
            trust=self._trust,
            controller_documents={**self._trust.controllers, own: self._status.document},
            status_lists=self._status.lists(now),
            schemas={},
            contexts=self._contexts,
        )


def _judge_presenter(
    presentation: Presentation, *, demands: Demands, evidence: Evidence, now: int
) -> tuple[list[Check], Presented | None]:
    if "proof" not in presentation.document:
        if demands == Demands(None, None, None):
            return [], None
        return [Check(CheckName.PRESENTATION_PROOF, "presentation-proof-malformed", "proof-verification-error")], None
    secured = PresentationSecured(presentation, NOBODY)
    check, presented = secured.judge(policy=POLICY, evidence=evidence, now=now)
    if presented is None:
        return [check], None
    if demands.purpose not in (None, AUTHENTICATION):
        return [Check(check.name, "presentation-proof-not-accepted", "proof-verification-error")], None
    checks = [check, *demands.judge(presented)]
    if presentation.holder is not None:
        code = "holder-bound" if presentation.holder == presented.by else "holder-not-presenter"
        checks.append(Check(CheckName.HOLDER_BINDING, code))
    return checks, presented


def _document_of(credential: Credential | Enveloped) -> JsonObject:
    if isinstance(credential, Credential):
        return credential.document
    return render_enveloped(ENVELOPED_CREDENTIAL, credential.media_type, credential.content)


def _of_another_purpose(check: Check) -> Check:
    if check.name is not CheckName.CREDENTIAL_PROOF or not check.passed:
        return check
    return replace(check, code="credential-proof-not-accepted", detail="proof-verification-error")


def _said_by_proof(document: JsonObject) -> Presented:
    """What the proof of a credential says of challenge and domain; it has been judged with the credential."""
    proofs: Any = document.get("proof")
    proof = proofs[0] if isinstance(proofs, list) and proofs else proofs
    if not isinstance(proof, dict):
        return Presented("", None, ())
    domain = proof.get("domain", [])
    return Presented("", proof.get("challenge"), tuple(domain if isinstance(domain, list) else [domain]))


def _verdict(*checks: Check) -> Verdict:
    return Verdict(checks, frozenset(check.name for check in checks))
