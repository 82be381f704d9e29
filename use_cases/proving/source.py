"""One `use_case.toml`: from its bytes to a document of plain JSON values, and from findings back to its lines.

TOML 1.0, at most 256 KiB of UTF-8. A key of ten thousand dotted parts would keep the reader of the standard library
busy for minutes, so no line that could be one is handed to it.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.faults import Fault, Finding, UseCaseError, render_place
from use_cases.lines import Lines

MAX_BYTES = 262_144
MAX_DEPTH = 16
MAX_DOTS = 200
"""So many dots may stand in one line."""

_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is TOML: its name for faults, its text, its document."""

    file: str
    text: str
    document: JsonObject

    def locate(self, findings: Iterable[Finding]) -> list[Fault]:
        """Tell findings as faults of this file, in the order of its lines."""
        told = list(findings)
        if not told:
            return []  # the lines are only looked for when something is wrong
        lines = Lines(self.text)
        faults = [Fault(self.file, lines.line_of(each.path), render_place(each.path), each.message) for each in told]
        return sorted(faults, key=lambda fault: (fault.line or 0, fault.place))


def parse_source(file: str, content: bytes) -> Source:
    """Read the bytes of a file.

    Raises:
        UseCaseError: when they are too many, no UTF-8, or no TOML that a package could need.
    """
    text = _decode(file, content)
    _demand_short_keys(file, text)
    return Source(file, text, _parse(file, text))


def _decode(file: str, content: bytes) -> str:
    if len(content) > MAX_BYTES:
        message = f"The file is larger than {MAX_BYTES // 1024} KiB. Shorten it."
        raise UseCaseError([Fault(file, None, "", message)])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "The file is not written in UTF-8 from here on. Save it again as UTF-8."
        raise UseCaseError([Fault(file, line, "", message)]) from error


def _demand_short_keys(file: str, text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS:
            message = f"There are more than {MAX_DOTS} dots in this line. Leave some out."
            raise UseCaseError([Fault(file, number, "", message)])


def _parse(file: str, text: str) -> JsonObject:
    try:
        document: JsonObject = _without_dates(tomllib.loads(text), MAX_DEPTH)
    except RecursionError as error:
        message = "Lists or tables lie too deep in each other. No package needs more than ten levels."
        raise UseCaseError([Fault(file, None, "", message)]) from error
    except ValueError as error:  # TOMLDecodeError, and what int() says to a number of thousands of digits
        where = _WHERE.search(str(error))
        line = int(where[1]) if where and where[1] else None
        reason = _WHERE.sub("", str(error)).rstrip(".")
        at_end = " The text ends too early." if where and not where[1] else ""
        message = f"This is not TOML: {reason}.{at_end} Check quotation marks, brackets, and that nothing stands twice."
        raise UseCaseError([Fault(file, line, "", message)]) from error
    return document


def _without_dates(value: Any, depth: int) -> Any:
    """Write TOML's own dates as text, the way that JSON has them; stop where no package would go."""
    if depth == 0:
        raise RecursionError
    if isinstance(value, dict):
        return {key: _without_dates(member, depth - 1) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_dates(member, depth - 1) for member in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value
