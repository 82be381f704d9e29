"""What stands in the sealed messages: a manifest, then each table with its rows, then the count of all rows.

JSON, one value a message. Bytes are written as `{"b": base64}`; everything else in a row is a JSON value anyway.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from plumbing.backup.errors import BackupUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class RanMigration:
    """A migration as the database remembers it."""

    component: str
    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is.

    Attributes:
        service: whose database it is.
        public_url: under which the service was reached.
        made_at: UTC seconds, read before the snapshot was opened: nothing later than this is surely missing, and
            nothing earlier is.
        migrations: that had run.
    """

    service: str
    public_url: str
    made_at: int
    migrations: tuple[RanMigration, ...]


@dataclass(frozen=True, slots=True)
class TableHead:
    """A table whose rows follow."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of the table that was told last."""

    rows: list[list[object]]


@dataclass(frozen=True, slots=True)
class End:
    """The last message."""

    rows: int


Part = Manifest | TableHead | Rows | End


def render_part(part: Part) -> bytes:
    """Write one message."""
    match part:
        case Rows(rows=rows):
            value: Any = {"rows": [[_written(value) for value in row] for row in rows]}
        case Manifest():
            value = {"manifest": asdict(part)}
        case TableHead(name=name, columns=columns):
            value = {"table": name, "columns": columns}
        case End(rows=count):
            value = {"end": count}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def parse_part(message: bytes) -> Part:
    """Read one message, which its seal has proven to be ours.

    Raises:
        BackupUnreadable: when it is of a kind that this program does not know.
    """
    match json.loads(message):
        case {"rows": rows}:
            return Rows([[_read(value) for value in row] for row in rows])
        case {"manifest": told}:
            return _manifest(told)
        case {"table": name, "columns": columns}:
            return TableHead(name, tuple(columns))
        case {"end": count}:
            return End(count)
        case _:
            raise _newer()


def _manifest(told: Any) -> Manifest:
    try:
        return Manifest(**{**told, "migrations": tuple(RanMigration(**one) for one in told["migrations"])})
    except (TypeError, KeyError):
        raise _newer() from None


def _newer() -> BackupUnreadable:
    return BackupUnreadable("a newer program wrote this backup; restore it with that one")


def _written(value: object) -> object:
    return {"b": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _read(value: Any) -> object:
    return base64.b64decode(value["b"]) if isinstance(value, dict) else value


def rows_of(columns: Iterable[str], rows: Iterable[Any]) -> Rows:
    """Put rows of the database into the order of their columns."""
    columns = tuple(columns)
    return Rows([[row[name] for name in columns] for row in rows])
