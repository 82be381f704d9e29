"""Statements in the database, and all that the authority says as of a version: rows in, frozen values out.

Every function takes the executor of the caller, who decides what belongs into one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials import strict_json
from trust_registry.keeping.type_store import read_types
from trust_registry.reading.statement import Action, Asking, Disclosure, End, EndKind, Statement
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plumbing.database.port import Executor, Row
    from trust_registry.reading.registry import TypeEntry
    from trust_registry.reading.statement import Path

_ASKING_COLUMNS = (
    *("title_de", "title_en", "reason_de", "reason_en", "claims", "retention_seconds"),
    *("selective_disclosure", "legal_basis", "optional_claims", "officer_sees", "override_reason"),
)
"""What is NULL in a statement that lets nobody ask."""


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
    return Snapshot(
        version=version,
        statements=tuple(sorted(statements, key=lambda s: (s.starts, s.id))),
        credential_types=await read_types(executor),
    )


async def insert_statement(executor: Executor, statement: Statement, *, now: int) -> None:
    """Add a statement; UniqueViolation when the same has been said already."""
    await executor.execute(
        """
        INSERT INTO trust_statement (
            id, entity, action, credential_type, starts, until, name_de, name_en, purpose,
            purpose_title_de, purpose_title_en, purpose_reason_de, purpose_reason_en, claims, retention_seconds,
            selective_disclosure, further_languages, legal_basis, optional_claims, officer_sees, override_reason,
            created
        ) VALUES (
            :id, :entity, :action, :credential_type, :starts, :until, :name_de, :name_en, :purpose,
            :title_de, :title_en, :reason_de, :reason_en, :claims, :retention_seconds,
            :selective_disclosure, :further_languages, :legal_basis, :optional_claims, :officer_sees, :override_reason,
            :now
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
        further_languages=_further_languages(statement),
        now=now,
        **_asking_columns(statement.asking),
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
        claims=_paths(row["claims"]),
        retention_seconds=row["retention_seconds"],
        selective_disclosure=Disclosure(row["selective_disclosure"]) if row["selective_disclosure"] else None,
        legal_basis=LocalText.of(strict_json.parse(row["legal_basis"])) if row["legal_basis"] else None,
        optional=_paths(row["optional_claims"]) if row["optional_claims"] else (),
        officer_sees=_paths(row["officer_sees"]) if row["officer_sees"] else None,
        override=LocalText.of(strict_json.parse(row["override_reason"])) if row["override_reason"] else None,
    )


def _asking_columns(asking: Asking | None) -> dict[str, str | int | None]:
    if asking is None:
        return {"purpose": ""} | dict.fromkeys(_ASKING_COLUMNS)
    return {
        "purpose": asking.purpose,
        "title_de": asking.title.de,
        "title_en": asking.title.en,
        "reason_de": asking.reason.de,
        "reason_en": asking.reason.en,
        "claims": _written_paths(asking.claims),
        "retention_seconds": asking.retention_seconds,
        "selective_disclosure": asking.selective_disclosure.value if asking.selective_disclosure else None,
        "legal_basis": _written(asking.legal_basis.to_json()) if asking.legal_basis else None,
        "optional_claims": _written_paths(asking.optional) if asking.optional else None,
        "officer_sees": _written_paths(asking.officer_sees) if asking.officer_sees is not None else None,
        "override_reason": _written(asking.override.to_json()) if asking.override else None,
    }


def _further_languages(statement: Statement) -> str | None:
    """Write what the columns of German and English do not hold; None when that is nothing."""
    texts, asking = {"name": statement.name}, statement.asking
    if asking is not None:
        texts |= {"purpose_title": asking.title, "purpose_reason": asking.reason}
    further = {column: dict(text.more) for column, text in texts.items() if text.more}
    return _written(further) if further else None


def _text(row: Row, column: str) -> LocalText:
    further = strict_json.parse(row["further_languages"] or "{}").get(column, {})
    return LocalText.of({"de": row[f"{column}_de"], "en": row[f"{column}_en"], **further})


def _paths(written: str) -> tuple[Path, ...]:
    return tuple(tuple(path) for path in strict_json.parse(written))


def _written_paths(paths: Iterable[Path]) -> str:
    return _written([list(path) for path in paths])


def _written(value: Any) -> str:
    return strict_json.render(value).decode()
