"""Statements and credential types in the database: rows in, frozen values out.

Every function takes the executor of the caller, who decides what belongs into one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials import strict_json
from trust_registry.reading.registry import Resource, TypeEntry
from trust_registry.reading.statement import Action, Asking, Disclosure, End, EndKind, Statement
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plumbing.database.port import Executor, Row


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the authority says, as of one version."""

    version: int
    statements: tuple[Statement, ...]
    credential_types: tuple[TypeEntry, ...]


async def bump_version(executor: Executor) -> int:
    """Count one change, first thing in its transaction: so changes follow each other, and each has its number."""
    row = await executor.fetch_one("UPDATE list_state SET version = version + 1 WHERE only_row = 1 RETURNING version")
    return _version(row)


async def lock_version(executor: Executor) -> int:
    """Read the version and keep every change out until the transaction ends."""
    row = await executor.fetch_one("UPDATE list_state SET version = version WHERE only_row = 1 RETURNING version")
    return _version(row)


async def current_version(executor: Executor) -> int:
    """Read the version, nothing more."""
    return _version(await executor.fetch_one("SELECT version FROM list_state WHERE only_row = 1"))


def _version(row: Row | None) -> int:
    if row is None:
        raise RuntimeError("list_state has lost its only row")
    return int(row["version"])


async def read_snapshot(executor: Executor, *, authority: str, version: int) -> Snapshot:
    """Read everything, in an order that depends on nothing but the rows."""
    statements = [_statement(row, authority) for row in await executor.fetch_all("SELECT * FROM trust_statement")]
    types = await executor.fetch_all("SELECT iri, context_id, schema_id, metadata_id FROM credential_type")
    documents = await executor.fetch_all("SELECT id, credential_type, url, sha256, added FROM type_document")
    return Snapshot(
        version=version,
        statements=tuple(sorted(statements, key=lambda s: (s.starts, s.id))),
        credential_types=tuple(_type_entry(row, documents) for row in sorted(types, key=lambda row: str(row["iri"]))),
    )


async def insert_statement(executor: Executor, statement: Statement, *, now: int) -> None:
    """Add a statement; UniqueViolation when the same has been said already."""
    asking = statement.asking
    await executor.execute(
        """
        INSERT INTO trust_statement (
            id, entity, action, credential_type, starts, until, name_de, name_en, purpose,
            purpose_title_de, purpose_title_en, purpose_reason_de, purpose_reason_en, claims, retention_seconds,
            selective_disclosure, further_languages, created
        ) VALUES (
            :id, :entity, :action, :credential_type, :starts, :until, :name_de, :name_en, :purpose,
            :title_de, :title_en, :reason_de, :reason_en, :claims, :retention_seconds,
            :selective_disclosure, :further_languages, :now
        )
        """,
        id=statement.id,
        entity=statement.entity,
        action=statement.action.value,
        credential_type=statement.credential_type,
        starts=statement.starts,
        until=statement.until,
        name_de=statement.name.de,
        name_en=statement.name.en,
        purpose=asking.purpose if asking else "",
        title_de=asking.title.de if asking else None,
        title_en=asking.title.en if asking else None,
        reason_de=asking.reason.de if asking else None,
        reason_en=asking.reason.en if asking else None,
        claims=strict_json.render([list(path) for path in asking.claims]).decode() if asking else None,
        retention_seconds=asking.retention_seconds if asking else None,
        selective_disclosure=asking.selective_disclosure.value if asking and asking.selective_disclosure else None,
        further_languages=_further_languages(
            {"name": statement.name}
            | ({"purpose_title": asking.title, "purpose_reason": asking.reason} if asking else {})
        ),
        now=now,
    )


async def find_statement(executor: Executor, statement_id: str, *, authority: str) -> Statement | None:
    """Find one statement by its id."""
    row = await executor.fetch_one("SELECT * FROM trust_statement WHERE id = :id", id=statement_id)
    return _statement(row, authority) if row else None


async def set_end(executor: Executor, statement_id: str, end: End) -> bool:
    """Write how a statement ended; False when it is compromised already: that never becomes milder."""
    changed = await executor.execute(
        """
        UPDATE trust_statement SET end_kind = :kind, end_at = :at
        WHERE id = :id AND (end_kind IS NULL OR end_kind = 'ended')
        """,
        id=statement_id,
        kind=end.kind.value,
        at=end.at,
    )
    return changed == 1


async def knows_type(executor: Executor, iri: str) -> bool:
    """Whether a credential type is registered."""
    return await executor.fetch_one("SELECT 1 AS found FROM credential_type WHERE iri = :iri", iri=iri) is not None


async def put_type(executor: Executor, entry: TypeEntry, *, now: int) -> str | None:
    """Register a credential type, or give it newer documents; earlier ones stay.

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


def _statement(row: Row, authority: str) -> Statement:
    action = Action(row["action"])
    return Statement(
        id=row["id"],
        authority=authority,
        entity=row["entity"],
        action=action,
        credential_type=row["credential_type"],
        starts=row["starts"],
        until=row["until"],
        end=End(EndKind(row["end_kind"]), row["end_at"]) if row["end_kind"] is not None else None,
        name=_text(row, "name"),
        asking=_asking(row) if action is Action.VERIFY else None,
    )


def _asking(row: Row) -> Asking:
    return Asking(
        purpose=row["purpose"],
        title=_text(row, "purpose_title"),
        reason=_text(row, "purpose_reason"),
        claims=tuple(tuple(path) for path in strict_json.parse(row["claims"])),
        retention_seconds=row["retention_seconds"],
        selective_disclosure=Disclosure(row["selective_disclosure"]) if row["selective_disclosure"] else None,
    )


def _further_languages(texts: Mapping[str, LocalText]) -> str | None:
    """Write what the columns of German and English do not hold; None when that is nothing."""
    further = {column: dict(text.more) for column, text in texts.items() if text.more}
    return strict_json.render(further).decode() if further else None


def _text(row: Row, column: str) -> LocalText:
    further = strict_json.parse(row["further_languages"] or "{}").get(column, {})
    return LocalText.of({"de": row[f"{column}_de"], "en": row[f"{column}_en"], **further})


def _type_entry(row: Row, documents: list[Row]) -> TypeEntry:
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
    )
