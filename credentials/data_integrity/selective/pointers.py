"""Which part of a document some JSON pointers select (RFC 6901; Data Integrity ECDSA Cryptosuites 1.0 section 3.4.13).

Whatever lies on the way to a selected value comes along with its identifier and its types, so that the part alone says
what the whole said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from credentials.errors import PointerError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credentials.strict_json import JsonObject

MAX_POINTERS = 256
MAX_LENGTH = 1_024

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")
# A document may name these two by their keyword or by the usual alias; no other alias is read here.
_KEPT = ("id", "@id", "type", "@type")

_Wanted: TypeAlias = "dict[str, _Wanted] | None"
"""What is wanted of a value: of its members these, or, as None, everything."""


def judge_pointers(pointers: object) -> list[str]:
    """Read a list of pointers, without looking at a document.

    Raises:
        PointerError: no list of pointers, or more and longer ones than are reasonable.
    """
    if not isinstance(pointers, list) or len(pointers) > MAX_POINTERS:
        raise PointerError(f"JSON pointers come as a list of at most {MAX_POINTERS}")
    for pointer in pointers:
        if not isinstance(pointer, str) or len(pointer) > MAX_LENGTH or not _POINTER.fullmatch(pointer):
            raise PointerError("a JSON pointer is a text like /credentialSubject/name")
    return pointers


def render_pointer(steps: Iterable[str | int]) -> str:
    """Write the pointer that takes these steps, from the document's top."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def select(document: JsonObject, pointers: Iterable[str]) -> JsonObject:
    """Select the values at some pointers, with everything on the way that says what they are values of.

    The document names its contexts once, at its top; they come along. Objects of a subclass of `dict` stay of it.

    Raises:
        PointerError: a pointer that leads nowhere in this document.
    """
    wanted: dict[str, _Wanted] = {}
    for pointer in pointers:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        _follow(document, steps)
        if not steps:
            return document
        _want(wanted, steps)
    selected: JsonObject = _select(document, wanted)
    if "@context" in document:
        selected["@context"] = document["@context"]
    return selected


def _follow(value: Any, steps: list[str]) -> None:
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            raise PointerError("a JSON pointer leads to nothing in this document")


def _want(wanted: dict[str, _Wanted], steps: list[str]) -> None:
    for step in steps[:-1]:
        below = wanted.setdefault(step, {})
        if below is None:
            return
        wanted = below
    wanted[steps[-1]] = None


def _select(value: Any, wanted: _Wanted) -> Any:
    if wanted is None:
        return value
    if isinstance(value, list):
        return [_select(value[index], wanted[str(index)]) for index in sorted(map(int, wanted))]
    selected = value.copy()
    for name in value:
        if name in _KEPT:
            continue
        if name in wanted:
            selected[name] = _select(value[name], wanted[name])
        else:
            del selected[name]
    return selected
