"""TOML as text that a person goes on editing: values on one line, tables with headings, comments above them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

Path = tuple[str, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def render_document(document: Mapping[str, object], comments: Mapping[Path, str]) -> str:
    """Write a whole document: what fits on one line first, then a heading for each table that holds tables.

    Args:
        document: texts, whole numbers, truth values, lists and tables of them; nothing else.
        comments: what is said above a key or a heading, by its path.
    """
    return "\n\n".join("\n".join(block) for block in _blocks((), "", document, comments)) + "\n"


def render_value(value: object) -> str:
    """Write one value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {render_value(entry)}" for name, entry in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(render_value(entry) for entry in value) + "]"
    # a JSON text is a TOML basic string but for one control character, and whole numbers are written alike
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _blocks(path: Path, heading: str, table: Mapping[str, object], comments: Mapping[Path, str]) -> Iterator[list[str]]:
    """Give what stands together: a comment, a heading and the values below it; then the blocks of the tables inside."""
    values = [
        line
        for key, value in table.items()
        if _is_plain(value)
        for line in (*_comment((*path, key), comments), f"{_key(key)} = {render_value(value)}")
    ]
    is_written = bool(heading) and (bool(values) or heading.startswith("[["))
    if block := [*_comment(path, comments), *([heading] if is_written else []), *values]:
        yield block
    for key, value in table.items():
        inside = (*path, key)
        name = ".".join(map(_key, inside))
        if isinstance(value, dict) and not _is_plain(value):
            yield from _blocks(inside, f"[{name}]", value, comments)
        elif isinstance(value, list) and not _is_plain(value):
            for number, row in enumerate(value):
                yield from _blocks(inside, f"[[{name}]]", row, comments if number == 0 else {})


def _is_plain(value: object) -> bool:
    """Whether a value stands on one line: no table in a table, and no list of tables."""
    if isinstance(value, dict):
        return not any(isinstance(entry, dict) for entry in value.values())
    return not (isinstance(value, list) and any(isinstance(entry, dict) for entry in value))


def _comment(path: Path, comments: Mapping[Path, str]) -> list[str]:
    return [f"# {line}" for line in comments.get(path, "").splitlines()]


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else render_value(name)
