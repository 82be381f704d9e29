"""`ldp_vc`: credentials and presentations secured by Data Integrity (OpenID4VP 1.0 appendix B.1.3, STANDARDS 8.2).

Inside is VCDM 2.0 or 1.1, as the policy accepts; OpenID4VP names only 1.1, and wallets take 2.0 all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from credentials.data_integrity.proof_set import extract_proof, extract_proofs
from credentials.data_integrity.suites import SELECTIVE
from credentials.data_integrity.verify import verify_proofs
from credentials.errors import CredentialError, ModelError
from credentials.model.credential import Credential, parse_credential
from credentials.model.presentation import parse_presentation
from credentials.verification.checks.proof import (
    ASSERTION,
    AUTHENTICATION,
    UnprovenError,
    ending_of,
    key_of_presenter,
    keys_of_signers,
)
from credentials.verification.formats.enveloped import read_enveloped
from credentials.verification.formats.holder import Holder
from credentials.verification.formats.vcdm import show_credential
from credentials.verification.shown import Presented, ShownPresentation, Signed
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from credentials.data_integrity.proof import Proof
    from credentials.jsonld.context_set import ContextSet
    from credentials.keys.public_key import PublicKey
    from credentials.model.presentation import Presentation
    from credentials.strict_json import JsonObject
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential

FORMAT = "ldp_vc"

T = TypeVar("T")


def read_credential(
    document: object, *, policy: CredentialPolicy, contexts: ContextSet
) -> tuple[Check, ShownCredential | None]:
    """Read a secured credential; see `credentials.verification.shown.ReadCredential`."""
    try:
        credential = parse_credential(document, data_models=policy.data_models)
    except ModelError as error:
        return Check(CheckName.SHAPE, "credential-malformed", error.detail), None
    return _show(credential, contexts)


def read_presentation(
    document: object, *, policy: CredentialPolicy, contexts: ContextSet
) -> tuple[Check, ShownPresentation | None]:
    """Read a presentation of exactly one credential; see `credentials.verification.shown.ReadPresentation`."""
    try:
        presentation = parse_presentation(document, data_models=policy.data_models)
    except ModelError as error:
        return Check(CheckName.SHAPE, "presentation-malformed", error.detail), None
    if len(presentation.credentials) != 1:
        return Check(CheckName.SHAPE, "credential-count-wrong"), None
    credential = presentation.credentials[0]
    if isinstance(credential, Credential):
        shape, shown = _show(credential, contexts)
        holder = Holder.of(credential)
    else:
        shape, shown, holder = read_enveloped(credential, policy=policy, contexts=contexts)
    return shape, ShownPresentation(shown, PresentationSecured(presentation, holder)) if shown else None


@dataclass(frozen=True, slots=True)
class CredentialSecured:
    """The issuer's Data Integrity proof, alone or with those of others who sign beside it or on top of it."""

    document: JsonObject
    issuer: str

    def judge(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> tuple[Check, Signed | None]:
        """Judge the issuer's signature; see `credentials.verification.shown.CredentialProof`."""
        try:
            proofs = _read(extract_proofs, self.document, "credential")
            methods = {proof.verification_method for proof in proofs}
            keys = keys_of_signers(methods, self.issuer, evidence=evidence, now=now)
            _verify(self.document, keys, ASSERTION, "credential", policy=policy, evidence=evidence, now=now)
        except UnprovenError as unproven:
            return unproven.as_check(CheckName.CREDENTIAL_PROOF), None
        return Check(CheckName.CREDENTIAL_PROOF, "credential-proven"), Signed(self._signed_at(proofs))

    def _signed_at(self, proofs: Sequence[Proof]) -> int | None:
        """When the issuer signed last: it must have been trusted then."""
        moments = [proof.created for proof in _proofs_of(self.issuer, proofs)]
        return None if None in moments else max(moment for moment in moments if moment is not None)


@dataclass(frozen=True, slots=True)
class PresentationSecured:
    """The holder's Data Integrity proof around one credential."""

    presentation: Presentation
    holder: Holder

    def judge(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> tuple[Check, Presented | None]:
        """Judge the holder's signature; see `credentials.verification.shown.PresentationProof`."""
        document = self.presentation.document
        try:
            proof = _read(extract_proof, document, "presentation")
            did, key = key_of_presenter(proof.verification_method, now=now)
            keys = {proof.verification_method: key}
            _verify(document, keys, AUTHENTICATION, "presentation", policy=policy, evidence=evidence, now=now)
        except UnprovenError as unproven:
            return unproven.as_check(CheckName.PRESENTATION_PROOF), None
        presented = Presented(did, proof.challenge, proof.domain)
        return Check(CheckName.PRESENTATION_PROOF, "presentation-proven"), presented

    def judge_binding(self, presented: Presented) -> Check:
        """Compare who signed with whom the credential was issued to, and with `holder` where it stands."""
        return self.holder.judge(presented, claimed=self.presentation.holder)


def _show(credential: Credential, contexts: ContextSet) -> tuple[Check, ShownCredential | None]:
    secured = CredentialSecured(credential.document, credential.issuer)
    return show_credential(credential, secured, contexts=contexts, in_part=_is_in_part(credential))


def _is_in_part(credential: Credential) -> bool:
    """Whether its issuer's proofs, should they hold, leave it open what else there was; others' say nothing of that."""
    try:
        proofs = _proofs_of(credential.issuer, extract_proofs(credential.document))
        return all(proof.cryptosuite in SELECTIVE for proof in proofs)
    except CredentialError:
        return False  # no proof that could hold


def _proofs_of(issuer: str, proofs: Sequence[Proof]) -> list[Proof]:
    return [proof for proof in proofs if proof.verification_method.startswith(f"{issuer}#")]


def _read(extract: Callable[[JsonObject], T], document: JsonObject, owner: str) -> T:
    try:
        return extract(document)
    except CredentialError as error:
        raise UnprovenError(f"{owner}-proof-malformed", error.code) from error


def _verify(
    document: JsonObject,
    keys: Mapping[str, PublicKey],
    purpose: str,
    owner: str,
    *,
    policy: CredentialPolicy,
    evidence: Evidence,
    now: int,
) -> None:
    # A holder signs all of a presentation: nobody on the way may leave out a part of it.
    suites = policy.suites if purpose == ASSERTION else policy.suites - SELECTIVE
    try:
        verify_proofs(
            document,
            keys,
            contexts=evidence.contexts,
            suites=suites,
            purpose=purpose,
            domain=None,
            challenge=None,
            now=now,
            clock_skew=policy.clock_skew,
        )
    except CredentialError as error:
        raise UnprovenError(f"{owner}-{ending_of(error)}", error.code) from error
