"""Patterns of a schema, applied with a bound on the work they may cost (SECURITY J-12).

The engine here tries one way after the other. Where a repeated group itself repeats or chooses, that takes exponential
time, so such patterns are refused by their form. What remains takes at most a power of the text's length, and where
that is too much for the text at hand it is not tried: 'cannot be checked' is better than a service that stands still.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_PATTERN = 512
MOST_WORK = 5_000_000
"""Steps; about half a second."""

_PARTS = re.compile(
    r"(?P<escaped>\\.)"
    r"|(?P<letters>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<open>\((?:\?(?:[:=!]|<[=!]))?)"
    r"|(?P<close>\))"
    r"|(?P<choice>\|)"
    r"|(?P<exact>\{[0-9]{1,3}\})"
    r"|(?P<varying>[*+]|\{[0-9]*,[0-9]*\}|\{[0-9]+\})"
    r"|(?P<other>.)",
    re.DOTALL,
)
_BACK_REFERENCE = re.compile(r"\\[1-9k]")


class PatternRefusedError(ValueError):
    """A pattern, or a text for it, that could cost more than it is worth."""


@dataclass(frozen=True, slots=True)
class BoundedPattern:
    """A pattern whose work is at most the length of the text to the power of `degree`."""

    expression: re.Pattern[str]
    degree: int

    def is_found_in(self, text: str) -> bool:
        """Whether the pattern is found.

        Raises:
            PatternRefusedError: for a text so long that looking could take too much time.
        """
        if (len(text) + 1) ** self.degree > MOST_WORK:
            raise PatternRefusedError("the text is too long for this pattern")
        return self.expression.search(text) is not None


def read_pattern(pattern: str) -> BoundedPattern:
    """Read a pattern in the dialect of JSON Schema: `$` is the end of the text, digits and letters are those of ASCII.

    Raises:
        PatternRefusedError: no regular expression, or one that can take exponential time.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise PatternRefusedError("the pattern is too long")
    varying = _count_varying(pattern)
    anchored = pattern.startswith("^") and "|" not in pattern
    # Python's own `$` would let a line break at the end pass.
    ended = pattern[:-1] + r"\Z" if re.search(r"(?<!\\)(?:\\\\)*\$\Z", pattern) else pattern
    try:
        expression = re.compile(ended, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternRefusedError("this is no pattern") from error
    return BoundedPattern(expression, max(1, varying + (not anchored)))


def _count_varying(pattern: str) -> int:
    """How many parts vary in length; refuses a repeated group that has such a part or a choice in it."""
    varying = 0
    groups = [False]  # of each open group, whether it varies or chooses
    closed = False  # whether what stands directly before is a group that varies or chooses
    for part in _PARTS.finditer(pattern):
        before, closed = closed, False
        match part.lastgroup:
            case "escaped" if _BACK_REFERENCE.match(part.group()):
                raise PatternRefusedError("a pattern that refers back to what it has found")
            case "open":
                groups.append(False)
            case "close" if len(groups) > 1:
                closed = groups.pop()
                groups[-1] = groups[-1] or closed
            case "choice":
                groups[-1] = True
            case "exact" | "varying" if before:
                raise PatternRefusedError("a pattern that repeats what itself repeats or chooses")
            case "varying":
                varying += 1
                groups[-1] = True
            case _:
                pass
    return varying
