"""Credential types in the database, with their documents and claims: rows in, frozen values out.

Every function takes the executor of the caller, who decides what belongs into one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials import strict_json
from trust_registry.reading.registry import Resource, TypeEntry

if TYPE_CHECKING:
    from plumbing.database.port import Executor, Row


async def find_type(executor: Executor, iri: str) -> TypeEntry | None:
    """Find a registered credential type."""
    return next((entry for entry in await read_types(executor) if entry.iri == iri), None)


async def put_type(executor: Executor, entry: TypeEntry, *, now: int) -> str | None:
    """Register a credential type, or give it newer documents and claims; earlier ones stay.

    Returns:
        The identifier of a document that has other bytes, or another role, than it had before; None when all is well.
        Then the caller undoes the transaction: a document never changes under its identifier.
    """
    await executor.execute(
        """
        INSERT INTO credential_type (iri, context_id, schema_id, metadata_id)
        VALUES (:iri, :context_id, :schema_id, :metadata_id)
        ON CONFLICT (iri) DO UPDATE SET context_id = excluded.context_id, schema_id = excluded.schema_id,
            metadata_id = excluded.metadata_id
        """,
        iri=entry.iri,
        context_id=entry.context.id,
        schema_id=entry.schema.id,
        metadata_id=entry.type_metadata.id if entry.type_metadata else None,
    )
    for role, resource in (
        ("context", entry.context),
        ("schema", entry.schema),
        ("type_metadata", entry.type_metadata),
    ):
        if resource is None:
            continue
        changed = await executor.execute(
            """
            INSERT INTO type_document (id, credential_type, role, url, sha256, added)
            VALUES (:id, :iri, :role, :url, :sha256, :now)
            ON CONFLICT (id) DO UPDATE SET url = excluded.url
            WHERE type_document.sha256 = excluded.sha256 AND type_document.role = excluded.role
              AND type_document.credential_type = excluded.credential_type
            """,
            id=resource.id,
            iri=entry.iri,
            role=role,
            url=resource.url,
            sha256=resource.sha256,
            now=now,
        )
        if changed == 0:
            return resource.id
    for path in entry.claims:
        await executor.execute(
            "INSERT INTO type_claim (credential_type, path) VALUES (:iri, :path) ON CONFLICT DO NOTHING",
            iri=entry.iri,
            path=strict_json.render(list(path)).decode(),
        )
    return None


async def keep_earlier(executor: Executor, entry: TypeEntry, *, now: int) -> None:
    """Keep the earlier documents of a type that another list names; known ones stay as they are."""
    for resource in entry.earlier:
        # a list does not say which kind an earlier document was; only a repeated registration would ask
        await executor.execute(
            """
            INSERT INTO type_document (id, credential_type, role, url, sha256, added)
            VALUES (:id, :iri, 'context', :url, :sha256, :added) ON CONFLICT (id) DO NOTHING
            """,
            id=resource.id,
            iri=entry.iri,
            url=resource.url,
            sha256=resource.sha256,
            added=now - 1,  # earlier than the present ones
        )


async def read_types(executor: Executor) -> tuple[TypeEntry, ...]:
    """Read all credential types, in the order of their IRIs."""
    types = await executor.fetch_all("SELECT iri, context_id, schema_id, metadata_id FROM credential_type")
    documents = await executor.fetch_all("SELECT id, credential_type, url, sha256, added FROM type_document")
    claims = await executor.fetch_all("SELECT credential_type, path FROM type_claim")
    return tuple(_type_entry(row, documents, claims) for row in sorted(types, key=lambda row: str(row["iri"])))


def _type_entry(row: Row, documents: list[Row], claims: list[Row]) -> TypeEntry:
    of_type = sorted(
        (document for document in documents if document["credential_type"] == row["iri"]),
        key=lambda document: (-document["added"], document["id"]),
    )
    resources = {d["id"]: Resource(id=d["id"], url=d["url"], sha256=d["sha256"]) for d in of_type}
    return TypeEntry(
        iri=row["iri"],
        context=resources.pop(row["context_id"]),
        schema=resources.pop(row["schema_id"]),
        type_metadata=resources.pop(row["metadata_id"]) if row["metadata_id"] else None,
        earlier=tuple(resources.values()),
        claims=tuple(sorted(tuple(strict_json.parse(c["path"])) for c in claims if c["credential_type"] == row["iri"])),
    )
