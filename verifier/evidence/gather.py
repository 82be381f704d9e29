"""Gather evidence in two rounds, then judge (DESIGN section 3).

Round 1 asks the registry and fetches keys, only of issuers that it names for the asked-for type. Round 2 fetches
status lists, only of credentials whose proof passed, and only at addresses under the issuer's own did:web folder. So a
stranger who posts a document cannot make this service fetch anything (SECURITY N-01, N-05).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from credentials.formats import FORMATS
from credentials.verification.evidence import Evidence
from credentials.verification.judge_credential import judge_credential
from credentials.verification.judge_presentation import judge_presentation
from credentials.verification.needs import controllers_needed, status_lists_needed
from verifier.evidence.type_documents import TypeDocuments

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from credentials.verification.policy import CredentialPolicy, PresentationPolicy
    from credentials.verification.shown import ShownCredential
    from credentials.verification.verdict import Verdict
    from credentials.x509.anchors import TrustAnchors
    from trust_registry.reading.pinned import PinnedDocuments
    from trust_registry.reading.registry import Registry
    from verifier.evidence.issuer_keys import IssuerKeys
    from verifier.evidence.status_lists import StatusLists


@dataclass(frozen=True, slots=True)
class Judged:
    """The Verdict on a presentation, and everything that it shows: good for something only under a valid Verdict."""

    verdict: Verdict
    shown: JsonObject


class Judge:
    """Everything between a document and its Verdict that needs the network."""

    def __init__(
        self, *, issuer_keys: IssuerKeys, pinned: PinnedDocuments, status_lists: StatusLists, anchors: TrustAnchors
    ) -> None:
        self._issuer_keys = issuer_keys
        self._documents = TypeDocuments(pinned)
        self._status_lists = status_lists
        self._anchors = anchors

    async def __call__(
        self, presentation: object, *, policy: PresentationPolicy, registry: Registry, now: int
    ) -> Judged:
        """Judge a presentation.

        Args:
            presentation: As received, text or already read as JSON.
            policy: What this verifier accepts for this check.
            registry: The proven list that is in force.
            now: UTC seconds.
        """
        evidence = await self._begin(policy, registry)
        read = FORMATS[policy.query.format].read_presentation
        _, shown = read(presentation, policy=policy, contexts=evidence.contexts)
        if shown is not None:
            evidence = await self._in_two_rounds(shown.credential, policy=policy, evidence=evidence, now=now)
        verdict = judge_presentation(presentation, policy=policy, evidence=evidence, now=now)
        return Judged(verdict, shown.credential.claims if shown else {})

    async def credential(
        self, document: object, *, format_id: str, policy: CredentialPolicy, registry: Registry, now: int
    ) -> Verdict:
        """Judge a credential alone; `format_id` is a row of `FORMATS`, all else is as for a presentation."""
        evidence = await self._begin(policy, registry)
        _, shown = FORMATS[format_id].read_credential(document, policy=policy, contexts=evidence.contexts)
        if shown is not None:
            evidence = await self._in_two_rounds(shown, policy=policy, evidence=evidence, now=now)
        return judge_credential(document, format_id=format_id, policy=policy, evidence=evidence, now=now)

    async def _begin(self, policy: CredentialPolicy, registry: Registry) -> Evidence:
        type_ = policy.credential_type
        return Evidence(
            trust=registry,
            controller_documents={},
            status_lists={},
            schemas=await self._documents.schemas(type_, registry),
            contexts=await self._documents.contexts(type_, registry),
            type_metadata=await self._documents.type_metadata(type_, registry),
            anchors=self._anchors,
        )

    async def _in_two_rounds(
        self, credential: ShownCredential, *, policy: CredentialPolicy, evidence: Evidence, now: int
    ) -> Evidence:
        dids = controllers_needed(credential, policy=policy, trust=evidence.trust, now=now)
        or_metadata = credential.sd_jwt_vc is not None
        controllers = {did: await self._issuer_keys.document(did, or_metadata=or_metadata) for did in dids}
        evidence = replace(evidence, controller_documents=controllers)
        urls = status_lists_needed(credential, policy=policy, evidence=evidence, now=now)
        return replace(evidence, status_lists={url: await self._status_lists.fetch(url) for url in urls})
