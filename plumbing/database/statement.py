"""A portable SQL statement, read once: its parameters, whether it only reads, and how PostgreSQL wants it written.

SQLite understands `:name` itself; PostgreSQL wants `$1`. Both get exactly the parameters that the text names, so a
misspelt or forgotten one is told at once and not stored as NULL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from plumbing.database.errors import DatabaseMisuse, UnstorableValue

Value = int | str | bytes | None

_TOKEN = re.compile(
    r"""(?P<skipped>  '(?:[^']|'')*'          # a text
                    | "(?:[^"]|"")*"          # a quoted name
                    | --[^\n]*                # a comment to the end of the line
                    | /\*.*?\*/ )             # a comment
      | (?P<name>     (?<![\w:]):[A-Za-z_]\w* )
      | (?P<end>      ; )
      | (?P<foreign>  :: | ['"?$@:] | /\* )""",
    re.VERBOSE | re.DOTALL,
)
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
_READS = re.compile(r"\s*(SELECT|VALUES|WITH)\b", re.IGNORECASE)

_SMALLEST, _LARGEST = -(1 << 63), (1 << 63) - 1


@dataclass(frozen=True)
class Statement:
    """One statement as both engines need it.

    Attributes:
        sql: as it was written; SQLite takes it so.
        numbered: the same with `$1`, `$2`, ... for PostgreSQL.
        names: the parameter of each number, in order.
        only_reads: whether a connection that may not write can run it.
    """

    sql: str
    numbered: str
    names: tuple[str, ...]
    only_reads: bool

    def arrange(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Check the values and put them in the order of `names`.

        Raises:
            DatabaseMisuse: when a parameter is missing, unknown or of a type no column has.
            UnstorableValue: when a value cannot be held by every engine.
        """
        if values.keys() != set(self.names):
            odd = ", ".join(sorted(values.keys() ^ set(self.names)))
            raise DatabaseMisuse(f"parameters of the statement and values given do not match: {odd}")
        return {name: _storable(name, values[name]) for name in self.names}


def _storable(name: str, value: object) -> Value:
    # exact types: a bool or an enum member would come back as something else than was stored
    if value is None or type(value) is bytes:
        return value
    if type(value) is int:
        if not _SMALLEST <= value <= _LARGEST:
            raise UnstorableValue(f"the number for :{name} does not fit into 64 bits")
        return value
    if isinstance(value, str):
        if "\x00" in value:
            raise UnstorableValue(f"the text for :{name} has a NUL character in it")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise UnstorableValue(f"the text for :{name} has a lone surrogate in it") from None
        return str(value)  # a StrEnum is stored as its text
    raise DatabaseMisuse(f"a {type(value).__name__} cannot be the value of :{name}; int, str, bytes and None can")


@lru_cache(maxsize=2048)
def read_statement(sql: str) -> Statement:
    """Read one statement.

    Raises:
        DatabaseMisuse: when it is not exactly one statement in portable SQL.
    """
    names: dict[str, int] = {}
    bare: list[str] = []  # the text without literals and comments
    numbered: list[str] = []
    ended = False
    position = 0
    for token in _TOKEN.finditer(sql):
        between = sql[position : token.start()]
        ended = _refuse_more(between, ended)
        bare.append(between + " ")
        numbered.append(between)
        position = token.end()
        match token.lastgroup:
            case "skipped":
                is_comment = token[0].startswith(("--", "/*"))
                ended = _refuse_more("" if is_comment else token[0], ended)
                numbered.append(" " if is_comment else token[0])
            case "name":
                number = names.setdefault(token[0][1:], len(names) + 1)
                ended = _refuse_more(token[0], ended)
                numbered.append(f"${number}")
            case "end":
                ended = True
            case _:
                raise DatabaseMisuse(f"{token[0]!r} is not portable SQL, or opens something that nothing closes")
    _refuse_more(sql[position:], ended)
    bare.append(sql[position:])
    numbered.append(sql[position:])
    text = "".join(bare)
    if not text.strip():
        raise DatabaseMisuse("there is no statement in this SQL")
    only_reads = _READS.match(text) is not None and _WRITES.search(text) is None
    return Statement(sql=sql, numbered="".join(numbered).strip(), names=tuple(names), only_reads=only_reads)


def _refuse_more(text: str, ended: bool) -> bool:
    if ended and text.strip():
        raise DatabaseMisuse("one call runs one statement")
    return ended


def split_script(script: str) -> list[str]:
    """Split the text of a migration into its statements, in order."""
    statements: list[str] = []
    start = 0
    has_words = False
    position = 0
    for token in [*_TOKEN.finditer(script), None]:
        has_words = has_words or bool(script[position : token.start() if token else None].strip())
        if token is None or token.lastgroup == "end":
            if has_words:
                statements.append(script[start : token.start() if token else None].strip())
            start = token.end() if token else 0
            has_words = False
        elif not token[0].startswith(("--", "/*")):
            has_words = True
        position = token.end() if token else 0
    return statements
