"""Of which kind a column is, guessed from some of its values; never a value of it in the answer, but codes of a choice.

Values are of real people. A choice is guessed only where every value stands there several times.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence

from credentials.strict_json import JsonObject
from use_cases.derive.schema import LARGEST_NUMBER
from use_cases.drafting.naming import choice_code, one_line
from use_cases.use_case import Kind

USUAL_LENGTH = 100
LONGEST_TEXT = 2000

_LEAST_ROWS = 6
"""Fewer say too little about what is the same in all of them, or different in each."""

_MOST_CHOICES = 12
_LONGEST_CHOICE = 40
_YES_AND_NO = ({"ja", "nein"}, {"yes", "no"}, {"true", "false"}, {"wahr", "falsch"}, {"j", "n"}, {"y", "n"})
# A number that begins with 0 is none: postal codes and account numbers are names made of digits.
_WHOLE_NUMBER = re.compile(r"-?[1-9][0-9]{0,15}|0")
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def guess_kind(values: Sequence[str]) -> JsonObject:
    """Give the kind of a column with its limits, as a claim of a package has them.

    Args:
        values: those of some rows, none of them empty; without any the column is text.
    """
    if values and all(_is_day(value) for value in values):
        return {"kind": Kind.DATE.value}
    if values and any({value.casefold() for value in values} <= pair for pair in _YES_AND_NO):
        return {"kind": Kind.BOOLEAN.value}
    if values and all(_is_number(value) for value in values):
        return {"kind": Kind.NUMBER.value}
    if _is_choice(values):
        codes: dict[str, str] = {}
        for value in sorted(set(values)):
            codes[choice_code(value, codes)] = one_line(value)
        return {
            "kind": Kind.CHOICE.value,
            "choices": {code: {"de": name, "en": name} for code, name in codes.items()},
        }
    longest = max(map(len, values), default=0)
    return {"kind": Kind.TEXT.value, "max_length": min(max(USUAL_LENGTH, 2 * longest), LONGEST_TEXT)}


def tells_apart(values: Sequence[str]) -> bool:
    """Whether each of some rows has another value, so that one fact could be enough to know whose card it is."""
    return len(values) >= _LEAST_ROWS and len(set(values)) == len(values)


def _is_day(value: str) -> bool:
    try:
        if match := _GERMAN_DAY.fullmatch(value):
            dt.date(int(match[3]), int(match[2]), int(match[1]))
            return True
        return _ISO_DAY.fullmatch(value) is not None and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _is_number(value: str) -> bool:
    return _WHOLE_NUMBER.fullmatch(value) is not None and abs(int(value)) <= LARGEST_NUMBER


def _is_choice(values: Sequence[str]) -> bool:
    counted = Counter(values)
    return (
        len(values) >= _LEAST_ROWS
        and 2 <= len(counted) <= _MOST_CHOICES  # noqa: PLR2004 - one value is no choice
        and min(counted.values()) > 1
        and all(one_line(value) and len(value) <= _LONGEST_CHOICE for value in counted)
    )
