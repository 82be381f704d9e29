"""Claims path pointers: which parts of a credential a query speaks of (OpenID4VP 1.0 section 7).

The root of the path of a W3C credential is the credential itself, never the presentation around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

ClaimsPath = tuple[str | int | None, ...]
"""Member names, places in an array, and None for all elements of an array."""

Way = tuple[str | int, ...]
"""From the root of a credential to one value in it: member names, and places in an array."""

LONGEST_PATH = 16
# No credential of a city has so many values under one path; a path of many None over nested arrays could make billions.
MOST_SELECTED = 10_000


def parse_path(value: object) -> ClaimsPath:
    """Read a claims path pointer.

    Raises:
        QueryError: empty, too long, or with an element that is neither a name, a place nor null.
    """
    if not isinstance(value, list) or not value:
        raise QueryError("a claims path is a non-empty array")
    if len(value) > LONGEST_PATH:
        raise QueryError(f"a claims path has at most {LONGEST_PATH} elements")
    for element in value:
        if element is None or isinstance(element, str):
            continue
        if not isinstance(element, int) or isinstance(element, bool) or element < 0:
            raise QueryError("an element of a claims path is a name, a place counted from 0, or null")
    return tuple(value)


def select_path(document: Any, path: Sequence[str | int | None]) -> list[Any]:
    """Select what a claims path points at (OpenID4VP 1.0 section 7.1).

    Args:
        document: the credential.
        path: a parsed claims path.

    Returns:
        At least one value, in the order of the document.

    Raises:
        QueryError: when the path selects nothing, or asks for a member of what is no object, or for an element of what
            is no array.
    """
    return [value for _, value in locate_path(document, path)]


def locate_path(document: Any, path: Sequence[str | int | None]) -> list[tuple[Way, Any]]:
    """Find the way to each value that `select_path` selects, and the value.

    Raises:
        QueryError: as `select_path`.
    """
    found: list[tuple[Way, Any]] = [((), document)]
    for element in path:
        found = [((*way, step), below) for way, value in found for step, below in _below(value, element)]
        if len(found) > MOST_SELECTED:
            raise QueryError(f"a claims path selects more than {MOST_SELECTED} values")
    if not found:
        raise QueryError("the claims path selects nothing in this credential")
    return found


def lies_on(place: ClaimsPath, path: ClaimsPath) -> bool:
    """Whether a place and what a path points at lie on one way: one is the other, or leads to it."""
    steps = zip(place, path, strict=False)
    return all(wanted == step or (wanted is None and isinstance(step, int)) for step, wanted in steps)


def lies_within(other: ClaimsPath, path: ClaimsPath) -> bool:
    """Whether all that another path can point at is what this one points at, or lies in it."""
    return len(path) <= len(other) and lies_on(other, path)


def shared(paths: Iterable[ClaimsPath], others: Collection[ClaimsPath]) -> tuple[ClaimsPath, ...]:
    """What two sets of paths both point at: of two that lie in each other, the inner one."""
    within = (path for path in paths for other in others if lies_within(path, other))
    around = (other for path in paths for other in others if lies_within(other, path))
    return tuple(dict.fromkeys((*within, *around)))


def places_of(value: Any, place: ClaimsPath = (), *, aside: Collection[str] = ()) -> Iterator[ClaimsPath]:
    """The places at which something is said: the members of groups one by one, at any depth; a list as a whole.

    Args:
        value: what stands at the place.
        place: where it stands.
        aside: names of members that say nothing by themselves; of a group with no others the place is its own.
    """
    members = [name for name in value if name not in aside] if isinstance(value, dict) else []
    if not members:
        yield place
    for name in members:
        yield from places_of(value[name], (*place, name), aside=aside)


def render_path(path: Sequence[str | int | None]) -> str:
    """Write a path for people: `credentialSubject.degrees[*].name`."""
    text = ""
    for element in path:
        if isinstance(element, str):
            text += f".{element}" if text else element
        else:
            text += "[*]" if element is None else f"[{element}]"
    return text


def _below(value: Any, element: str | int | None) -> Iterable[tuple[str | int, Any]]:
    if isinstance(element, str):
        if not isinstance(value, dict):
            raise QueryError("the claims path names a member of something that is no object")
        return [(element, value[element])] if element in value else []
    if not isinstance(value, list):
        raise QueryError("the claims path asks for an element of something that is no array")
    if element is None:
        return enumerate(value)
    return [(element, value[element])] if element < len(value) else []
