"""The meaning of derived claims: from what they follow, by a rule that fits, and what becomes of the card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from use_cases.faults import Finding, shown
from use_cases.proving.parts import ClaimPart, no_such, table
from use_cases.proving.shape import remedy_for
from use_cases.use_case import Kind, Rule

_SOURCES = {Rule.AGE_AT_LEAST: Kind.DATE, Rule.AGE_BELOW: Kind.DATE, Rule.MAPPING: Kind.CHOICE}
RULE_KEYS = {
    Rule.AGE_AT_LEAST: ("years", "on_change"),
    Rule.AGE_BELOW: ("years", "on_change"),
    Rule.MAPPING: ("values",),
}
"""What each rule needs, and no other takes."""

_GIVEN_ONLY = ("default", "sample", "register")


def judge_derived(part: ClaimPart, claims: Mapping[str, Any]) -> Iterator[Finding]:
    """Find what cannot be meant in how a claim follows from another; `claims` are those at the top."""
    derived = table(part.claim, "derived")
    if not derived:
        return
    for key in _GIVEN_ONLY:
        if key in part.claim:
            message = f"This claim follows from another, so `{key}` would never be used. Remove it, or `derived`."
            yield Finding((*part.place, key), message)
    yield from _judge_source(part, derived, claims)
    yield from _judge_rule(part, derived, claims)


def _judge_source(part: ClaimPart, derived: Mapping[str, Any], claims: Mapping[str, Any]) -> Iterator[Finding]:
    place = (*part.place, "derived", "from")
    name, rule = derived.get("from"), derived.get("rule")
    if not isinstance(name, str):
        return
    if name not in claims:
        yield Finding(place, no_such("claim", name, list(claims), "claims"))
        return
    source = table(claims, name)
    if "derived" in source:
        message = f"`{name}` follows from another claim itself. Write the claim that is given, in `{name}` too."
        yield Finding(place, message)
    elif rule in list(Rule) and source.get("kind") != _SOURCES[Rule(rule)]:
        message = (
            f'The rule "{rule}" starts from a claim of kind "{_SOURCES[Rule(rule)]}". Name one, or change the rule.'
        )
        yield Finding(place, message)
    elif part.claim.get("mandatory") is True and source.get("mandatory") is False and "default" not in source:
        message = (
            f"No card may lack this claim, but `{name}`, from which it follows, may be missing. Make `{name}` "
            "mandatory, or this one not."
        )
        yield Finding(place, message)


def _judge_rule(part: ClaimPart, derived: Mapping[str, Any], claims: Mapping[str, Any]) -> Iterator[Finding]:
    place = (*part.place, "derived")
    if derived.get("rule") not in list(Rule):
        return
    rule = Rule(derived["rule"])
    for key in ("years", "on_change", "values"):
        if key in RULE_KEYS[rule] and key not in derived:
            yield Finding((*place, key), f'The rule "{rule}" needs `{key}`. {remedy_for("derived", key)}')
        elif key not in RULE_KEYS[rule] and key in derived:
            yield Finding(
                (*place, key), f'`{key}` does not belong to the rule "{rule}". Remove it, or change the rule.'
            )
    if rule is not Rule.MAPPING and part.kind not in (None, Kind.BOOLEAN):
        message = f'The rule "{rule}" answers yes or no. Write kind = "boolean", or use "mapping".'
        yield Finding((*part.place, "kind"), message)
    if rule is Rule.MAPPING:
        yield from _judge_codes((*place, "values"), table(derived, "values"), claims, derived.get("from"))


def _judge_codes(
    place: tuple[str | int, ...], values: Mapping[str, Any], claims: Mapping[str, Any], source: object
) -> Iterator[Finding]:
    choices = table(table(claims, source), "choices") if isinstance(source, str) else {}
    if not (choices and values):
        return
    for code in values.keys() - choices.keys():
        yield Finding(
            (*place, code), f"`{source}` has no choice `{shown(code)}`. Known are {shown(', '.join(choices))}."
        )
    if missing := [code for code in choices if code not in values]:
        message = f"What follows from `{shown(missing[0])}` is missing. Write a value for each choice of `{source}`."
        yield Finding(place, message)
