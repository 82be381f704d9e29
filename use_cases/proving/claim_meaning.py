"""The meaning of one claim: which keys belong to its kind and its place, and whether its limits can be met."""

from __future__ import annotations

from collections.abc import Iterator

from credentials.errors import SchemaNotAppliedError
from credentials.json_schema.bounded_pattern import read_pattern
from use_cases.faults import Finding
from use_cases.pattern import PatternError, parse_pattern, shortest
from use_cases.proving.parts import ClaimPart
from use_cases.proving.reserved_terms import RESERVED_TERMS
from use_cases.proving.shape import remedy_for
from use_cases.use_case import Kind

_SIMPLE = (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.BOOLEAN, Kind.CHOICE)

BELONGS_TO: dict[str, tuple[Kind, ...]] = {
    "max_length": (Kind.TEXT,),
    "pattern": (Kind.TEXT,),
    "minimum": (Kind.NUMBER,),
    "maximum": (Kind.NUMBER,),
    "earliest": (Kind.DATE,),
    "latest": (Kind.DATE,),
    "choices": (Kind.CHOICE,),
    "media_types": (Kind.IMAGE,),
    "max_bytes": (Kind.IMAGE,),
    "claims": (Kind.GROUP,),
    "item": (Kind.LIST,),
    "min_items": (Kind.LIST,),
    "max_items": (Kind.LIST,),
    "sample": _SIMPLE,
    "default": _SIMPLE,
    "derived": (Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN, Kind.CHOICE),
}
"""Keys that say something of some kinds only."""

NEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("max_length",),
    Kind.CHOICE: ("choices",),
    Kind.IMAGE: ("media_types", "max_bytes"),
    Kind.GROUP: ("claims",),
    Kind.LIST: ("item", "max_items"),
}
"""Keys without which a claim of this kind says too little."""

_AT_THE_TOP = {
    "on_card": "Write it at the outermost group.",
    "register": "Write it at the outermost group.",
    "derived": "Move this claim out of the group.",
}
_NOT_IN_LISTS = ("withholdable", "default")
_RANGES = (("minimum", "maximum"), ("earliest", "latest"), ("min_items", "max_items"))
_GROUPS_IN_EACH_OTHER = 2


def judge_claim(part: ClaimPart) -> Iterator[Finding]:
    """Find what cannot be meant in one claim, as far as its shape lets it be read."""
    name = part.path[-1]
    if name in RESERVED_TERMS and part.place[-1] == name:
        message = f"`{name}` already means something in every credential. Choose a name that says more."
        yield Finding(part.place, message)
    if name in part.path[:-1]:
        # The JSON-LD processors in use apply the inner context twice: the claim would get another IRI than it has here.
        message = f"`{name}` lies inside of a claim with the same name. Choose another name for one of them."
        yield Finding(part.place, message)
    yield from _judge_place(part)
    yield from _judge_keys(part)
    yield from _judge_ranges(part)
    yield from _judge_pattern(part)


def _judge_place(part: ClaimPart) -> Iterator[Finding]:
    if part.kind is Kind.GROUP and part.groups >= _GROUPS_IN_EACH_OTHER:
        message = "Groups lie too deep in each other: at most one in another. Move these claims up."
        yield Finding((*part.place, "kind"), message)
    if part.kind is Kind.LIST and part.in_list:
        message = "A list cannot lie inside a list. Make a claim of its own of one of them."
        yield Finding((*part.place, "kind"), message)
    for key, remedy in _AT_THE_TOP.items():
        if key in part.claim and len(part.path) > 1:
            yield Finding((*part.place, key), f"`{key}` belongs to claims at the top. {remedy}")
    for key in _NOT_IN_LISTS:
        if key in part.claim and part.in_list:
            message = f"`{key}` cannot stand inside a list, which is given and shown as a whole. Remove it."
            yield Finding((*part.place, key), message)


def _judge_keys(part: ClaimPart) -> Iterator[Finding]:
    if part.kind is None:
        return
    for key, owners in BELONGS_TO.items():
        if key in part.claim and part.kind not in owners:
            words = " or ".join(f'"{owner}"' for owner in owners)
            message = (
                f'`{key}` belongs to claims of kind {words}; this one is "{part.kind}". Remove it, or change the kind.'
            )
            yield Finding((*part.place, key), message)
    for key in NEEDS.get(part.kind, ()):
        if key not in part.claim:
            message = f'A claim of kind "{part.kind}" needs `{key}`. {remedy_for(key)}'
            yield Finding((*part.place, key), message)


def _judge_ranges(part: ClaimPart) -> Iterator[Finding]:
    for lower, upper in _RANGES:
        least, most = part.claim.get(lower), part.claim.get(upper)
        numbers = isinstance(least, int) and isinstance(most, int) and least > most
        days = _is_day(least) and _is_day(most) and str(least) > str(most)
        if numbers or days:
            message = f"`{lower}` = {least} lies behind `{upper}` = {most}, so nothing fits. Exchange them."
            yield Finding((*part.place, lower), message)


def _is_day(limit: object) -> bool:
    """Whether a limit is one day of the calendar, unlike `today`; days so written are in its order."""
    return isinstance(limit, str) and limit[:1].isdigit()


def _judge_pattern(part: ClaimPart) -> Iterator[Finding]:
    pattern, max_length = part.claim.get("pattern"), part.claim.get("max_length")
    if not isinstance(pattern, str) or not pattern:
        return
    place = (*part.place, "pattern")
    try:
        pieces = parse_pattern(pattern)
    except PatternError as error:
        yield Finding(place, str(error))
        return
    if not isinstance(max_length, int):
        return
    if shortest(pieces) > max_length:
        message = (
            f"Every text of this pattern is longer than max_length = {max_length}. Raise max_length, or shorten it."
        )
        yield Finding(place, message)
    elif not _is_checked_by_verifiers(pattern, max_length):
        message = (
            f"No verifier would hold a text of {max_length} characters against this pattern: too many parts of it "
            "vary in length. Lower max_length, or write a simpler pattern."
        )
        yield Finding(place, message)


def _is_checked_by_verifiers(pattern: str, max_length: int) -> bool:
    try:
        return read_pattern(pattern).admits(max_length)
    except SchemaNotAppliedError:
        return False
