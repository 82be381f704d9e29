"""The catalogue uses every key, every choice and every form of the package format: none is there for nobody."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from use_cases.card_format import KEYS
from use_cases.load import FILE_NAME, load_catalogue

SCHEMA = json.loads((files("use_cases") / "package.schema.json").read_text("utf-8"))
CATALOGUE = files("use_cases") / "catalogue"
DOCUMENTS = [tomllib.loads((CATALOGUE / name / FILE_NAME).read_text("utf-8")) for name in load_catalogue()]

# What a key says of an entry of a list is what it says of a claim.
MEANT = {"#/$defs/item": "#/$defs/claim"}


def _part(place: str) -> Any:
    part = SCHEMA
    for step in place.split("/")[1:]:
        part = part[step]
    return part


def _resolved(place: str) -> str:
    reference = _part(place).get("$ref")
    return MEANT.get(reference, reference) if reference else place


def _used(place: str, value: Any) -> Iterator[str]:
    """Every key and choice of the format that a package uses, by its place in the schema."""
    place = _resolved(place)
    part = _part(place)
    if value in part.get("enum", ()):
        yield f"{place}={value}"
    if isinstance(value, dict):
        for key, inside in value.items():
            known = f"{place}/properties/{key}"
            if key in part.get("properties", {}):
                yield known
                yield from _used(known, inside)
            elif isinstance(part.get("additionalProperties"), dict):
                yield from _used(f"{place}/additionalProperties", inside)
    if isinstance(value, list) and "items" in part:
        for inside in value:
            yield from _used(f"{place}/items", inside)


def _known(place: str, part: Any) -> Iterator[str]:
    """Every key and choice that the format has."""
    if not isinstance(part, dict) or place in MEANT:
        return
    yield from (f"{place}={choice}" for choice in part.get("enum", ()))
    for key, inside in part.get("properties", {}).items():
        yield f"{place}/properties/{key}"
        yield from _known(f"{place}/properties/{key}", inside)
    for word in ("items", "additionalProperties"):
        yield from _known(f"{place}/{word}", part.get(word))
    for name, inside in part.get("$defs", {}).items():
        yield from _known(f"{place}/$defs/{name}", inside)


def test_no_key_and_no_choice_of_the_format_is_unused() -> None:
    used = {place for document in DOCUMENTS for place in _used("#", document)}
    assert set(_known("#", SCHEMA)) - used == set()


def test_every_form_that_can_be_issued_is_the_form_of_some_document() -> None:
    issued = {(form.format, form.secured_by) for use_case in load_catalogue().values() for form in use_case.formats}
    assert issued == {(named, secured_by) for named, ways in KEYS.items() for secured_by in ways}


def test_both_ways_to_bound_a_date_are_used() -> None:
    claims = [claim for use_case in load_catalogue().values() for claim in use_case.claims]
    bounds = {bound for claim in claims for bound in (claim.earliest, claim.latest) if bound}
    assert "today" in bounds
    assert bounds - {"today"}
