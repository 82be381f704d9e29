"""Patterns that every reader checks in linear time: a proven subset of regular expressions.

A pattern is `^`, pieces, `$`. A piece is a letter or a class such as `[A-Z0-9]`, once or `{n}`, `{m,n}`, `?`, `+`, `*`
times. No groups, no alternatives, and no character may belong both to a piece of variable length and to what may
follow it: so a backtracking engine never has a choice, in whatever language a wallet or verifier is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LETTER = r"[A-Za-z0-9 _/:,;@#%=!'\"<>\u00a1-\ud7ff]"
_ESCAPED = r"\\[.+*?()\[\]{}|^$/\\]"
_CLASS_PART = rf"(?:{_LETTER}|{_ESCAPED}|[.+*?()$]|\\?-(?!-))"
_PIECE = re.compile(rf"(?P<class>\[(?P<parts>(?:{_CLASS_PART})+)\])|(?P<escaped>{_ESCAPED})|(?P<literal>{_LETTER}|-)")
_TIMES = re.compile(r"\{(?P<least>\d{1,3})(?:,(?P<most>\d{1,3}))?\}|(?P<sign>[?+*])")
_PART = re.compile(r"(\\.|[^\\])(?:-(\\.|[^\\]))?")
_SIGNS: dict[str, tuple[int, int | None]] = {"?": (0, 1), "+": (1, None), "*": (0, None)}
MAX_PATTERN = 200


class PatternError(ValueError):
    """The pattern is outside the subset; the text is a sentence with its remedy."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters (as closed ranges of code points), and how often one of them stands here."""

    ranges: tuple[tuple[int, int], ...]
    least: int
    most: int | None

    @property
    def size(self) -> int:
        """How many characters it allows."""
        return sum(last - first + 1 for first, last in self.ranges)

    def character(self, index: int) -> str:
        """Give the character at a place in its ranges, from 0."""
        for first, last in self.ranges:
            if index <= last - first:
                return chr(first + index)
            index -= last - first + 1
        raise IndexError(index)

    def meets(self, other: Piece) -> bool:
        """Whether a character exists that belongs to both."""
        return any(a <= d and c <= b for a, b in self.ranges for c, d in other.ranges)


def parse_pattern(pattern: str) -> tuple[Piece, ...]:
    """Read a pattern of the subset; PatternError says what to change."""
    if len(pattern) > MAX_PATTERN:
        raise PatternError(f"The pattern is longer than {MAX_PATTERN} characters. Shorten it.")
    if not (pattern.startswith("^") and pattern.endswith("$")):
        raise PatternError("A pattern must speak about the whole text: begin it with ^ and end it with $.")
    body = pattern[1:-1]
    pieces: list[Piece] = []
    at = 0
    while at < len(body):
        match = _PIECE.match(body, at)
        if match is None:
            raise PatternError(
                f"At {body[at : at + 10]!r} the pattern leaves what can be checked in linear time. Use letters, "
                "classes such as [0-9] and counts such as {8}; no groups, no alternatives, no dot "
                "(write \\. for a full stop)."
            )
        times = _TIMES.match(body, match.end())
        pieces.append(_piece(match, times))
        at = times.end() if times else match.end()
    _judge_choices(pieces)
    return tuple(pieces)


def sample_text(pieces: tuple[Piece, ...], number: int = 0) -> str:
    """Write a shortest text that fits the pattern, but at least one character; another one for each number."""
    needed = [one for one in pieces for _ in range(one.least)] or list(pieces[:1])
    letters = []
    for piece in reversed(needed):
        number, index = divmod(number, piece.size)
        letters.append(piece.character(index))
    return "".join(reversed(letters))


def shortest(pieces: tuple[Piece, ...]) -> int:
    """Count the characters of the shortest text that fits."""
    return sum(piece.least for piece in pieces)


def _piece(match: re.Match[str], times: re.Match[str] | None) -> Piece:
    ranges = _ranges(match["parts"]) if match["class"] else ((_code(match.group()), _code(match.group())),)
    least: int
    most: int | None
    if times is None:
        least, most = 1, 1
    elif times["sign"]:
        least, most = _SIGNS[times["sign"]]
    else:
        least = int(times["least"])
        most = int(times["most"]) if times["most"] else least
    if most is not None and (most < least or most == 0):
        raise PatternError(
            f"The count {times.group() if times else ''} can never be met. Write the smaller number first."
        )
    return Piece(tuple(ranges), least, most)


def _ranges(parts: str) -> tuple[tuple[int, int], ...]:
    ranges = []
    for match in _PART.finditer(parts):
        first = _code(match[1])
        last = _code(match[2]) if match[2] else first
        if last < first:
            raise PatternError(f"The range {match.group()!r} runs backwards. Write the smaller character first.")
        ranges.append((first, last))
    return tuple(ranges)


def _code(character: str) -> int:
    return ord(character[-1])


def _judge_choices(pieces: list[Piece]) -> None:
    """Refuse a pattern in which a reader could take a character for this piece or for a later one."""
    for index, piece in enumerate(pieces):
        if piece.most == piece.least:
            continue
        for later in pieces[index + 1 :]:
            if piece.meets(later):
                raise PatternError(
                    "A part of variable length is followed by a part that allows some of the same characters, which "
                    "makes checking slow. Give one of them a fixed count such as {4}, or put another character between."
                )
            if later.least > 0:
                break
