"""The meaning of what an office asks for: from whom each claim comes, on which page, and that it is needed at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.faults import Finding
from use_cases.proving.parts import names, no_such, table, tables
from use_cases.use_case import Kind

_CONDITIONS = ("minimum", "maximum", "earliest", "latest", "pattern")
"""A claim that is not written on the card can be a condition of it, such as 250 hours a year."""

_SHOWN_ONLY = ("withholdable", "identifies")

Claims = Mapping[str, Mapping[str, Any]]
"""The tables of the claims at the top, by their names."""


def judge_asking(document: JsonObject) -> Iterator[Finding]:
    """Find claims that nobody can give, or that are asked for without a use."""
    claims = dict(tables(document, "claims"))
    yield from _judge_registers(document, claims)
    yield from _judge_steps(document, claims)
    yield from _judge_use(document, claims)


def _judge_registers(document: JsonObject, claims: Claims) -> Iterator[Finding]:
    registers = table(document, "registers")
    given: dict[str, str] = {}
    for name, claim in claims.items():
        register = claim.get("register")
        if not isinstance(register, str):
            continue
        given[name] = register
        if register not in registers:
            yield Finding(("claims", name, "register"), no_such("register", register, list(registers), "registers"))
    for register_id, register in registers.items():
        if register_id not in given.values():
            message = (
                f'No claim comes from this register. Write register = "{register_id}" at each that does, or remove it.'
            )
            yield Finding(("registers", register_id), message)
        for index, name in names(register.get("asks") if isinstance(register, dict) else None):
            if reason := _why_nothing_asks(name, claims, given):
                yield Finding(("registers", register_id, "asks", index), reason)


def _why_nothing_asks(name: str, claims: Claims, given: Mapping[str, str]) -> str | None:
    """Say why no register can be asked by a claim; `given` are those that registers answer themselves."""
    if name not in claims:
        return no_such("claim", name, list(claims), "claims")
    if name in given or "derived" in claims[name]:
        return f"`{name}` is not known before the register is asked. Name a claim that is typed in."
    if claims[name].get("kind") in (Kind.IMAGE, Kind.GROUP, Kind.LIST):
        return f"No register is asked by a picture, a group or a list. Name another claim than `{name}`."
    if claims[name].get("mandatory") is False and "default" not in claims[name]:
        return f"`{name}` may be missing, and then the register cannot be asked. Make it mandatory."
    return None


def _judge_steps(document: JsonObject, claims: Claims) -> Iterator[Finding]:
    steps = table(document, "form").get("steps")
    if not isinstance(steps, list):
        return
    seen: set[str] = set()
    for number, step in enumerate(steps):
        for index, name in names(step.get("claims") if isinstance(step, dict) else None):
            place = ("form", "steps", number, "claims", index)
            if name not in claims:
                yield Finding(place, no_such("claim", name, list(claims), "claims"))
            elif "derived" in claims[name]:
                yield Finding(place, f"`{name}` follows from another claim, so nobody is asked for it. Remove it here.")
            elif name in seen:
                yield Finding(place, f"`{name}` stands on the form already. Ask for it once.")
            seen.add(name)
    forgotten = [name for name, claim in claims.items() if "derived" not in claim and name not in seen]
    if forgotten:
        message = f"Nobody is asked for `{forgotten[0]}`. Name every claim that is given on one of the pages."
        yield Finding(("form", "steps"), message)


def _judge_use(document: JsonObject, claims: Claims) -> Iterator[Finding]:
    """What is not written on the card is personal and asked for all the same, so something must need it."""
    validity = table(document, "validity")
    needing = [validity.get("begins_with"), validity.get("ends_with")]
    needing += (table(claim, "derived").get("from") for claim in claims.values())
    needing += (name for _, register in tables(document, "registers") for _, name in names(register.get("asks")))
    off_card = {name: claim for name, claim in claims.items() if claim.get("on_card") is False}
    for name, claim in off_card.items():
        if name not in needing and not any(key in claim for key in _CONDITIONS):
            message = (
                "Nothing follows from this claim, and no card depends on it, so nobody needs it. Remove it, or "
                "remove `on_card`."
            )
            yield Finding(("claims", name, "on_card"), message)
        for key in _SHOWN_ONLY:
            if key in claim:
                message = f"This claim is never written on the card, so `{key}` says nothing. Remove it, or `on_card`."
                yield Finding(("claims", name, key), message)
    if claims and len(off_card) == len(claims):
        message = "Nothing stands on this card. Remove on_card = false from at least one claim."
        yield Finding(("claims",), message)
