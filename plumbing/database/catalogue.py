"""Which tables a database has, asked of the database itself: what copies all of it can forget nothing.

The one place that reads the engines' own lists of tables; they differ, so here the engine is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseMisuse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from plumbing.database.port import Executor, Row

_SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'"
_SQLITE_COLUMNS = "SELECT name, pk FROM pragma_table_info(:name) ORDER BY cid"
_SQLITE_REFERENCES = 'SELECT "table" AS name FROM pragma_foreign_key_list(:name)'

_POSTGRESQL_TABLES = """
SELECT CAST(relname AS TEXT) AS name FROM pg_class
WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)
"""
_POSTGRESQL_COLUMNS = """
SELECT CAST(a.attname AS TEXT) AS name, CAST(COALESCE(array_position(i.indkey, a.attnum) + 1, 0) AS BIGINT) AS pk
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
WHERE c.relname = CAST(:name AS TEXT) AND c.relnamespace = CAST(current_schema() AS regnamespace)
ORDER BY a.attnum
"""
_POSTGRESQL_REFERENCES = """
SELECT CAST(target.relname AS TEXT) AS name FROM pg_constraint f
JOIN pg_class c ON c.oid = f.conrelid
JOIN pg_class target ON target.oid = f.confrelid
WHERE f.contype = 'f' AND c.relname = CAST(:name AS TEXT)
  AND c.relnamespace = CAST(current_schema() AS regnamespace)
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is at present.

    Attributes:
        name: what it is called.
        columns: its columns, in the order of the table.
        key: the columns of its primary key, in their order.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


async def read_tables(executor: Executor, engine: str) -> list[Table]:
    """Read all tables, each after those that its foreign keys point to.

    Raises:
        DatabaseMisuse: when a table has no primary key, or tables point to each other in a circle.
    """
    if engine == "postgresql":
        tables, columns, references = _POSTGRESQL_TABLES, _POSTGRESQL_COLUMNS, _POSTGRESQL_REFERENCES
    else:
        tables, columns, references = _SQLITE_TABLES, _SQLITE_COLUMNS, _SQLITE_REFERENCES
    found: dict[str, Table] = {}
    points_to: dict[str, set[str]] = {}
    for name in sorted(row["name"] for row in await executor.fetch_all(tables)):
        found[name] = _table(name, await executor.fetch_all(columns, name=name))
        points_to[name] = {row["name"] for row in await executor.fetch_all(references, name=name)} - {name}
    try:
        return [found[name] for name in TopologicalSorter(points_to).static_order()]
    except CycleError:
        raise DatabaseMisuse("tables whose foreign keys run in a circle cannot be copied one after the other") from None


def _table(name: str, rows: Iterable[Row]) -> Table:
    rows = list(rows)
    key = tuple(row["name"] for row in sorted(rows, key=lambda row: int(row["pk"])) if row["pk"])
    if not key:
        raise DatabaseMisuse(f"the table {name} has no primary key, so it cannot be read page by page")
    return Table(name, tuple(row["name"] for row in rows), key)


async def read_pages(executor: Executor, table: Table, *, page: int) -> AsyncIterator[list[Row]]:
    """Read all rows of a table in the order of its primary key, so many at once; memory stays flat."""
    order = ", ".join(_quoted(name) for name in table.key)
    columns = ", ".join(_quoted(name) for name in table.columns)
    select = f"SELECT {columns} FROM {_quoted(table.name)}"  # noqa: S608 - names come from the database
    after = ", ".join(f":k{number}" for number in range(len(table.key)))
    rows = await executor.fetch_all(f"{select} ORDER BY {order} LIMIT {page}")
    while rows:
        yield rows
        if len(rows) < page:
            return
        last = {f"k{number}": rows[-1][name] for number, name in enumerate(table.key)}
        rows = await executor.fetch_all(f"{select} WHERE ({order}) > ({after}) ORDER BY {order} LIMIT {page}", **last)


async def delete_rows(executor: Executor, table: Table) -> None:
    """Delete all rows of a table."""
    await executor.execute(f"DELETE FROM {_quoted(table.name)}")  # noqa: S608 - the name comes from the database


async def insert_rows(executor: Executor, table: Table, columns: tuple[str, ...], rows: list[list[object]]) -> None:
    """Insert rows, many with one statement.

    Raises:
        DatabaseMisuse: when the table has no such column.
    """
    if unknown := set(columns) - set(table.columns):
        raise DatabaseMisuse(f"the table {table.name} has no column {', '.join(sorted(unknown))}")
    at_once = max(1, _MOST_VALUES // len(columns))
    for start in range(0, len(rows), at_once):
        chunk = rows[start : start + at_once]
        values = {f"v{n}_{m}": value for n, row in enumerate(chunk) for m, value in enumerate(row)}
        places = ", ".join(f"({', '.join(f':v{n}_{m}' for m in range(len(columns)))})" for n in range(len(chunk)))
        names = ", ".join(_quoted(name) for name in columns)
        await executor.execute(f"INSERT INTO {_quoted(table.name)} ({names}) VALUES {places}", **values)  # noqa: S608


_MOST_VALUES = 900  # an older SQLite takes 999 in one statement


def _quoted(name: str) -> str:
    return f'"{name}"'
