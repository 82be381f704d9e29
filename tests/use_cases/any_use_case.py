"""Whatever a package could say, as values: every kind of claim, within each other as deep as the format allows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from tests.use_cases.claim_pieces import choice, claim, group, list_of, use_case, words
from use_cases.derive.disclosure import units
from use_cases.use_case import Claim, Derived, Disclosure, Kind, OnChange, Purpose, Rule, UseCase

_NAMES = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]
"""No member is called as a claim around it: JSON-LD processors take the inner context of such a name twice."""

_SCALARS = [Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN, Kind.CHOICE, Kind.DATE, Kind.IMAGE]
_LIMITS: dict[Kind, st.SearchStrategy[dict[str, Any]]] = {
    Kind.TEXT: st.sampled_from([{"max_length": 3}, {"max_length": 9, "pattern": "^[A-Z]{2}[0-9]{1,6}$"}]),
    Kind.NUMBER: st.sampled_from([{}, {"minimum": -5, "maximum": -2}, {"minimum": 10}]),
    Kind.DATE: st.sampled_from([{}, {"earliest": "today"}, {"latest": "today"}, {"latest": "1999-12-31"}]),
    Kind.IMAGE: st.just({"media_types": ("image/png", "image/jpeg"), "max_bytes": 1_000}),
    Kind.BOOLEAN: st.just({}),
}
days = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))


@st.composite
def _scalars(draw: st.DrawFn, name: str) -> Claim:
    kind = draw(st.sampled_from(_SCALARS))
    more = {"mandatory": draw(st.booleans()), "withholdable": draw(st.booleans())}
    if kind is Kind.CHOICE:
        return choice(name, "one", "two", **more)
    return claim(name, kind, **more, **draw(_LIMITS[kind]))


@st.composite
def _claims(draw: st.DrawFn, name: str, names: list[str], depth: int) -> Claim:
    shape = draw(st.sampled_from(["scalar", "scalar", "list", "group"])) if depth else "scalar"
    more = {"mandatory": draw(st.booleans()), "withholdable": draw(st.booleans())}
    inner = [other for other in names if other != name]
    if shape == "group":
        return group(name, *draw(_members(inner, depth - 1, most=2)), **more)
    if shape == "list":
        of_groups = draw(st.booleans())
        entry = group(name, *draw(_members(inner, depth - 1, most=2))) if of_groups else draw(_scalars(name))
        return list_of(name, entry, min_items=draw(st.integers(0, 2)), **more)
    return draw(_scalars(name))


@st.composite
def _members(draw: st.DrawFn, names: list[str], depth: int, *, most: int) -> list[Claim]:
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True))
    return [draw(_claims(name, names, depth)) for name in chosen]


@st.composite
def use_cases(draw: st.DrawFn) -> UseCase:
    """A use case with up to six claims, some that follow from a date of birth, and one purpose."""
    claims = draw(_members(_NAMES, 2, most=4))
    if draw(st.booleans()):
        born = claim("birthDate", Kind.DATE, on_card=draw(st.booleans()), latest="today")
        rule = Derived("birthDate", draw(st.sampled_from([Rule.AGE_AT_LEAST, Rule.AGE_BELOW])), 16, (), OnChange.END)
        claims += [born, claim("over16", Kind.BOOLEAN, derived=rule)]
    made = use_case(*claims)
    asked = draw(st.lists(st.sampled_from(units(made)), min_size=1, unique=True)) if units(made) else []
    return use_case(*claims, purposes=(_purpose(asked),) if asked else ())


def _purpose(asked: list[tuple[str, ...]]) -> Purpose:
    said = words("purpose")
    claims = tuple(asked)
    return Purpose("check", "library", said, said, said, claims, claims, 3_600, Disclosure.PREFERRED)
