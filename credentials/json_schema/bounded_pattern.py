"""Patterns of a schema, applied with a bound on the work they may cost (SECURITY J-12).

The engine behind tries one way after the other, so what counts is how many ways there can be. They are counted while a
pattern is read: a part that varies without end multiplies them by the length of the text, one that varies within bounds
by its possibilities. A repeated group that itself varies would make them a power of each other, and is refused; so is
everything that Python and ECMA-262, whose patterns JSON Schema means, read differently.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from credentials.errors import SchemaNotAppliedError

LONGEST_PATTERN = 512
MOST_WORK = 1_000_000
"""Steps; about a tenth of a second, and 60 MB where each is a round of a group."""

_UNBOUNDED = 1
_CHARACTER = r"x[0-9A-Fa-f]{2}|u(?![dD][89A-Fa-f])[0-9A-Fa-f]{4}|[\^$\\.*+?()\[\]{}|/]"
_TOKENS = re.compile(
    rf"(?P<escape>\\(?:[dDwWsStnrfv]|{_CHARACTER}))"
    rf"|\[(?P<letters>\^?+(?:\\(?:[dDwWsSbtnrfv-]|{_CHARACTER})|[^\]\\])+)\]"
    r"|(?P<open>\((?:\?(?:[:=!]|<[=!]))?(?!\?))"
    r"|(?P<close>\))"
    r"|(?P<choice>\|)"
    r"|(?P<repeat>[*+?]|\{(?P<least>[0-9]{1,3})(?P<range>,(?P<most>[0-9]{0,3}))?\})\??"
    r"|(?P<edge>\^|\$|\\[bB])"
    r"|(?P<any>\.)"
    r"|(?P<letter>[^\\\[\](){}*+?|^$.])",
    re.DOTALL,
)
_ALIKE = {"$": r"\Z", ".": "[^\n\r\u2028\u2029]"}
"""What Python spells otherwise: its own `$` lets a line break pass, its own `.` all line breaks but one."""
_REPEATABLE = ("(", "(?:")
"""What looks ahead or behind takes no letters, so there is nothing to repeat."""
_SET_OPERATORS = re.compile(r"(?<!\\)[\[&~|]")


@dataclass(slots=True)
class _Ways:
    """What a part can cost: `ways` attempts of `steps` each, for every way to place the ends of `degree` parts."""

    ways: int = 1
    degree: int = 0
    steps: int = 0

    @property
    def is_one(self) -> bool:
        """Whether there is no more than one way to match it from a given place on."""
        return self.ways == 1 and self.degree == 0

    def then(self, other: _Ways) -> _Ways:
        return _Ways(self.ways * other.ways, self.degree + other.degree, self.steps + other.steps)

    def or_else(self, other: _Ways) -> _Ways:
        return _Ways(self.ways + other.ways, max(self.degree, other.degree), self.steps + other.steps)


@dataclass(frozen=True, slots=True)
class BoundedPattern:
    """A pattern of which it is known how much work a text of a certain length can make."""

    expression: re.Pattern[str]
    ways: int
    degree: int
    steps: int

    def admits(self, length: int) -> bool:
        """Whether a text of this length is looked through, whatever is in it."""
        # As many ends to place as there are parts without end, one behind the other.
        return self.ways * self.steps * math.comb(length + self.degree, self.degree) <= MOST_WORK

    def is_found_in(self, text: str) -> bool:
        """Whether the pattern is found.

        Raises:
            SchemaNotAppliedError: for a text so long that looking could take too much time.
        """
        if not self.admits(len(text)):
            raise SchemaNotAppliedError("a text is too long for its pattern")
        return self.expression.search(text) is not None


def read_pattern(pattern: str) -> BoundedPattern:
    """Read a pattern in the dialect of JSON Schema; digits, letters and spaces are those of ASCII.

    Raises:
        SchemaNotAppliedError: no pattern, one that can take exponential time, or one that is not read alike everywhere.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise SchemaNotAppliedError("a pattern is too long")
    reading = _Reading()
    translated = reading.read(pattern)
    total = reading.whole()
    try:
        expression = re.compile(translated, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise SchemaNotAppliedError("this is no pattern") from error
    floating = not pattern.startswith("^") or reading.has_choice
    return BoundedPattern(expression, total.ways, total.degree + floating, total.steps + 1)


class _Reading:
    """One pass over a pattern: its translation, and the ways of what has been read so far."""

    def __init__(self) -> None:
        # Of each open group: its finished alternatives, and the one that is being read.
        self._groups: list[tuple[_Ways | None, _Ways]] = [(None, _Ways())]
        self._openings: list[str] = []
        self._last: _Ways | None = None  # what a repetition would repeat
        self.has_choice = False  # outside of all groups, so that `^` speaks of one alternative only

    def read(self, pattern: str) -> str:
        written = []
        at = 0
        while at < len(pattern):
            token = _TOKENS.match(pattern, at)
            if token is None:
                raise SchemaNotAppliedError("a pattern is not one, or is not read alike everywhere")
            written.append(self._take(token))
            at = token.end()
        return "".join(written)

    def whole(self) -> _Ways:
        if len(self._groups) != 1:
            raise SchemaNotAppliedError("a group of a pattern does not end")
        self._close_part()
        return self._alternatives()

    def _take(self, token: re.Match[str]) -> str:
        kind = str(token.lastgroup)
        match kind:
            case "repeat":
                self._repeat(token)
            case "open":
                self._close_part()
                self._groups.append((None, _Ways()))
                self._openings.append(token[0])
            case "close":
                if len(self._groups) == 1:
                    raise SchemaNotAppliedError("a group of a pattern ends that has not begun")
                self._close_part()
                inner = self._alternatives()
                self._groups.pop()
                self._last = _Ways(inner.ways, inner.degree, inner.steps + 1)
                if self._openings.pop() not in _REPEATABLE:
                    self._close_part()
            case "choice":
                self._close_part()
                self.has_choice |= len(self._groups) == 1
                self._groups[-1] = (self._alternatives(), _Ways())
            case "edge":
                self._close_part()
                self._append(_Ways(steps=1))
            case _:
                self._close_part()
                self._last = _Ways(steps=1)
        if kind == "letters":
            return "[" + _SET_OPERATORS.sub(r"\\\g<0>", token["letters"]) + "]"
        return _ALIKE.get(token[0], token[0])

    def _repeat(self, token: re.Match[str]) -> None:
        repeated, self._last = self._last, None
        if repeated is None:
            raise SchemaNotAppliedError("a pattern repeats nothing, or what is repeated already")
        least, most = _times(token)
        if token[0][0] == "?":
            again = repeated.or_else(_Ways())
        elif not repeated.is_one:
            raise SchemaNotAppliedError("a pattern repeats what itself repeats or chooses")
        elif most is None:
            again = _Ways(1, _UNBOUNDED, repeated.steps * (least + 1))
        else:
            again = _Ways(most - least + 1, 0, repeated.steps * most)
        self._append(again)

    def _append(self, part: _Ways) -> None:
        done, current = self._groups[-1]
        self._groups[-1] = (done, current.then(part))

    def _close_part(self) -> None:
        if self._last is not None:
            self._append(self._last)
            self._last = None

    def _alternatives(self) -> _Ways:
        done, current = self._groups[-1]
        return current if done is None else done.or_else(current)


def _times(token: re.Match[str]) -> tuple[int, int | None]:
    """How often at least, and at most; None for without end."""
    match token[0][0]:
        case "?":
            return 0, 1
        case "*":
            return 0, None
        case "+":
            return 1, None
    least = int(token["least"])
    if token["range"] is None:
        return least, least
    return least, int(token["most"]) if token["most"] else None
