"""Contexts, schemas and type metadata of the use cases, byte for byte as the registry's list pins them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.jsonld.context_set import ContextSet
from use_cases.derive.context import context_document
from use_cases.derive.schema import schema_document
from use_cases.derive.type_metadata import type_metadata_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from use_cases.derive.documents import PublishedDocument
    from use_cases.package import Package
    from use_cases.use_case import UseCase

CONTEXT_NAME = "context.jsonld"
SCHEMA_NAME = "schema.json"
TYPE_METADATA_NAME = "type-metadata.json"


@dataclass(frozen=True, slots=True)
class Resources:
    """All published documents.

    Attributes:
        by_name: by use case, version and file name.
        contexts: those of the specifications and those of the use cases, with which cards are signed.
    """

    by_name: Mapping[tuple[str, str, str], PublishedDocument]
    contexts: ContextSet

    @classmethod
    def of(cls, packages: Iterable[Package]) -> Resources:
        """Derive them once, whenever packages are read."""
        found = {}
        contexts = ContextSet.bundled()
        for use_case in (version for package in packages for version in package.versions):
            version = f"v{use_case.version}"
            context = context_document(use_case)
            contexts = contexts.with_context(context.id, context.content)
            found[use_case.name, version, CONTEXT_NAME] = context
            found[use_case.name, version, SCHEMA_NAME] = schema_document(use_case)
            found[use_case.name, version, TYPE_METADATA_NAME] = type_metadata_document(use_case)
        return cls(found, contexts)

    def named_by_cards(self, use_case: UseCase) -> tuple[PublishedDocument, PublishedDocument]:
        """Context and schema of a version: what its cards name and verifiers trust by digest."""
        version = f"v{use_case.version}"
        return (
            self.by_name[use_case.name, version, CONTEXT_NAME],
            self.by_name[use_case.name, version, SCHEMA_NAME],
        )

    def type_metadata(self, use_case: UseCase) -> PublishedDocument:
        """What describes the SD-JWT VC form of a version."""
        return self.by_name[use_case.name, f"v{use_case.version}", TYPE_METADATA_NAME]


def resource_url(public_url: str, use_case: UseCase, file_name: str) -> str:
    """Where this deployment serves a document; what the registry's list names as its address."""
    return f"{public_url}/use-cases/{use_case.name}/v{use_case.version}/{file_name}"
