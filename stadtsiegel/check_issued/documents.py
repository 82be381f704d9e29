"""What cards name beside their claims: context and schema of their version, remembered once and never changed. Pure."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from stadtsiegel.check_issued.facts import SKEW
from stadtsiegel.check_issued.finding import Finding
from use_cases.derive.context import context_document
from use_cases.derive.schema import schema_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stadtsiegel.check_issued.facts import DocumentFact, RecordFact, World
    from use_cases.use_case import UseCase

_OF_A_CARD = 2  # its context and its schema


def judge_documents(world: World) -> Iterator[Finding]:
    """Hold what is remembered of each version against the packages of today, as far as they still have it."""
    versions = {key: kind for office in world.offices.values() for key, kind in office.versions.items()}
    for key, remembered in world.documents.items():
        kind = versions.get(key)
        if kind is None:
            continue
        digests = _digests(kind)
        for document in remembered:
            if digests.get(document.id) != document.sha256:
                yield Finding("document-changed", f"issued_documents/{document.id}", f"{key[0]}, version {key[1]}")


def judge_memory(record: RecordFact, world: World) -> Iterator[Finding]:
    """Judge whether the documents of a record's version were remembered before it was recorded.

    Records of before the first memory of all are from a time when nothing was remembered.
    """
    remembered: tuple[DocumentFact, ...] = world.documents.get((record.use_case, record.version), ())
    if world.began is None or record.recorded_at < world.began:
        return
    if sum(one.first_issued <= record.recorded_at + SKEW for one in remembered) < _OF_A_CARD:
        yield Finding("document-not-remembered", f"credentials/{record.credential_id}")


def _digests(kind: UseCase) -> dict[str, str]:
    documents = (context_document(kind), schema_document(kind))
    return {document.id: hashlib.sha256(document.content).hexdigest() for document in documents}
