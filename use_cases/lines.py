"""Where in a TOML text a value stands: key path -> line.

The text has been proven by `tomllib` before; this only walks over it once more and remembers lines (TOML 1.0). It
never judges: what it does not understand it leaves out, and the nearest table above answers instead.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from use_cases.faults import Path

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_LITERAL = re.compile(r"'([^'\n]*)'")
_LONG_BASIC = re.compile(r'"""(?:[^\\]|\\.)*?"""+', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'''+", re.DOTALL)
_SCALAR = re.compile(r"[^,\]}#\n]*")


class Lines:
    """The lines of all keys and list elements of one TOML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._lines: dict[Path, int] = {}
        self._elements: dict[Path, int] = {}
        self._walk()

    def line_of(self, path: Path) -> int | None:
        """Give the line of the value, else of the nearest table or list around it; None at the top of the file."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None

    def _walk(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            before = self._at
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
            if self._at == before:  # not understood: stop, rather than guess
                return

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._at)
        if match:
            self._at = match.end()

    def _next_is(self, mark: str) -> bool:
        if self._text.startswith(mark, self._at):
            self._at += len(mark)
            return True
        return False

    def _remember(self, path: Path) -> None:
        self._lines.setdefault(path, bisect_right(self._starts, self._at))

    def _header(self) -> Path:
        is_list = self._next_is("[[")
        if not is_list:
            self._next_is("[")
        keys = self._keys()
        path: Path = ()
        for key in keys[:-1]:
            path = (*path, key)
            self._remember(path)  # `[claims.cardNumber]` is where `claims` begins, if nothing above it is
            path = self._inside(path)
        path = (*path, *keys[-1:])
        if is_list:
            self._remember(path)
            self._elements[path] = self._elements.get(path, -1) + 1
            path = self._inside(path)
        self._remember(path)
        self._next_is("]]" if is_list else "]")
        return path

    def _inside(self, path: Path) -> Path:
        """Step into the newest element when the path is a list of tables."""
        return (*path, self._elements[path]) if path in self._elements else path

    def _pair(self, table: Path) -> None:
        start = self._at
        keys = self._keys()
        end, self._at = self._at, start
        for length in range(1, len(keys) + 1):
            self._remember((*table, *keys[:length]))
        self._at = end
        if self._next_is("="):
            self._skip(_SPACE)
            self._value((*table, *keys))

    def _keys(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            match = next(
                (found for kind in (_BARE_KEY, _BASIC, _LITERAL) if (found := kind.match(self._text, self._at))), None
            )
            if match is None:
                return keys
            self._at = match.end()
            keys.append(match.group(1) if match.re.groups else match.group())
            self._skip(_SPACE)
            if not self._next_is("."):
                return keys

    def _value(self, path: Path) -> None:
        self._remember(path)
        if self._next_is("["):
            self._list(path)
        elif self._next_is("{"):
            self._inline_table(path)
        else:
            for kind in (_LONG_BASIC, _LONG_LITERAL, _BASIC, _LITERAL, _SCALAR):
                if match := kind.match(self._text, self._at):
                    self._at = match.end()
                    return

    def _list(self, path: Path) -> None:
        index = 0
        self._skip(_BLANK)
        while self._at < len(self._text) and not self._next_is("]"):
            self._value((*path, index))
            index += 1
            self._skip(_BLANK)
            if not self._next_is(",") and not self._text.startswith("]", self._at):
                return
            self._skip(_BLANK)

    def _inline_table(self, path: Path) -> None:
        self._skip(_SPACE)
        while self._at < len(self._text) and not self._next_is("}"):
            self._pair(path)
            self._skip(_SPACE)
            if not self._next_is(",") and not self._text.startswith("}", self._at):
                return
            self._skip(_SPACE)
