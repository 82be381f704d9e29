"""The parts of a document that may be misshapen elsewhere: what is not as it should be is passed over here.

`shape.py` has told it already, so the checks of meaning look only at what can be read.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.faults import Path, shown
from use_cases.use_case import ClaimPath, Kind

_COMPARED = 100
"""So many names are compared with an unknown one, to find what was meant."""


@dataclass(frozen=True, slots=True)
class ClaimPart:
    """One claim of a document, or what the entries of a list are.

    Attributes:
        place: the way to it in the file.
        path: the way to it on the card.
        claim: its table.
        groups: how many groups lie around it.
        in_list: whether a list lies around it.
    """

    place: Path
    path: ClaimPath
    claim: Mapping[str, Any]
    groups: int = 0
    in_list: bool = False

    @property
    def kind(self) -> Kind | None:
        """Its kind; None where that cannot be read."""
        said = self.claim.get("kind")
        return Kind(said) if said in list(Kind) else None


def claim_parts(document: JsonObject) -> Iterator[ClaimPart]:
    """Find every claim, in order: groups before their members, lists before what their entries are."""
    for name, claim in tables(document, "claims"):
        yield from _parts(ClaimPart(("claims", name), (name,), claim))


def _parts(part: ClaimPart) -> Iterator[ClaimPart]:
    yield part
    for name, member in tables(part.claim, "claims"):
        place = (*part.place, "claims", name)
        yield from _parts(ClaimPart(place, (*part.path, name), member, part.groups + 1, part.in_list))
    if item := table(part.claim, "item"):
        yield from _parts(ClaimPart((*part.place, "item"), part.path, item, part.groups, in_list=True))


def table(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Give a table inside a table; an empty one where there is none."""
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def tables(parent: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the named tables inside a table."""
    for name, value in table(parent, key).items():
        if isinstance(value, dict):
            yield name, value


def names(value: object) -> Iterator[tuple[int, str]]:
    """Give the texts of a list, each with its number from 0."""
    if isinstance(value, list):
        yield from ((index, name) for index, name in enumerate(value) if isinstance(name, str))


def no_such(what: str, name: str, known: Sequence[str], tables_of: str) -> str:
    """Say that a name stands for nothing, and what may have been meant."""
    close = difflib.get_close_matches(name, known[:_COMPARED], n=1)
    remedy = (
        f"Did you mean `{shown(close[0])}`?"
        if close
        else f"Add a table [{tables_of}.{shown(name)}], or remove it here."
    )
    return f"There is no {what} `{shown(name)}` in this package. {remedy}"
