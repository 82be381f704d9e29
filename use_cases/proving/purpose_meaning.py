"""The meaning of purposes: who asks exists, what is asked for stands on the card, and somebody could answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.faults import Finding, shown
from use_cases.proving.format_meaning import can_be_shown_in_part
from use_cases.proving.parts import ClaimPart, names, no_such, table, tables
from use_cases.use_case import Kind


def judge_purposes(document: JsonObject, parts: Iterable[ClaimPart]) -> Iterator[Finding]:
    """Find what cannot be meant in who asks for what."""
    roles = table(document, "roles")
    claims = table(document, "claims")
    on_card = {
        ".".join(part.path): part
        for part in parts
        if not part.in_list and table(claims, part.path[0]).get("on_card") is not False
    }
    for purpose_id, purpose in tables(document, "purposes"):
        place = ("purposes", purpose_id)
        asker = purpose.get("asker")
        if isinstance(asker, str) and asker not in roles:
            yield Finding((*place, "asker"), no_such("role", asker, list(roles), "roles"))
        yield from _judge_claims((*place, "claims"), purpose, on_card, claims)
        yield from _judge_officer((*place, "officer_sees"), purpose)
        yield from _judge_disclosure((*place, "selective_disclosure"), purpose, on_card, document.get("formats"))


def _judge_claims(
    place: tuple[str, ...], purpose: Mapping[str, Any], on_card: Mapping[str, ClaimPart], claims: Mapping[str, Any]
) -> Iterator[Finding]:
    asked = {name for _, name in names(purpose.get("claims"))}
    for index, name in names(purpose.get("claims")):
        around = [group for group in _groups_of(name) if group in asked]
        if name not in on_card and name.split(".")[0] in claims.keys() - on_card.keys():
            message = f"`{shown(name)}` is never written on the card, so nobody can be asked for it. Remove it here."
            yield Finding((*place, index), message)
        elif lists := [one for one in _groups_of(name) if one in on_card and on_card[one].kind is Kind.LIST]:
            message = f"`{lists[0]}` is a list, which is always shown as a whole. Ask for it, or remove this here."
            yield Finding((*place, index), message)
        elif name not in on_card:
            yield Finding((*place, index), no_such("claim", name, list(on_card), "claims"))
        elif around:
            message = f"`{around[0]}` is asked for as a whole, and `{name}` with it. Name the group or its members."
            yield Finding((*place, index), message)


def _judge_officer(place: tuple[str, ...], purpose: Mapping[str, Any]) -> Iterator[Finding]:
    asked = {name for _, name in names(purpose.get("claims"))}
    for index, name in names(purpose.get("officer_sees")):
        if name not in asked:
            message = (
                f"This purpose does not ask for `{shown(name)}`, so nobody can see it. Remove it here, or add it to "
                "`claims` if it is needed."
            )
            yield Finding((*place, index), message)


def _judge_disclosure(
    place: tuple[str, ...], purpose: Mapping[str, Any], on_card: Mapping[str, ClaimPart], formats: object
) -> Iterator[Finding]:
    asked = {name for _, name in names(purpose.get("claims"))}
    facts = [name for name, part in on_card.items() if part.kind is not Kind.GROUP]
    others = [name for name in facts if not asked & {name, *_groups_of(name)}]
    said = purpose.get("selective_disclosure")
    if "selective_disclosure" not in purpose and asked and others:
        message = (
            "This purpose asks for part of the card and does not say whether it may be shown the whole. Write "
            'selective_disclosure = "preferred", or "required" when a whole card must be refused.'
        )
        yield Finding(place, message)
    if said == "required" and not can_be_shown_in_part(formats):
        message = (
            "No form of this card can be shown in part, so nobody could answer. Add a [[formats]] that can, such as "
            'format = "dc+sd-jwt" with algorithm = "ES256", or write "preferred".'
        )
        yield Finding(place, message)
    elif said == "required" and (bare := [name for name in others if _comes_along(on_card[name], asked, on_card)]):
        message = (
            f"Every answer shows `{bare[0]}` (withholdable = false), so each would be refused for showing too much. "
            'Ask for it too, let it be withheld, or write "preferred".'
        )
        yield Finding(place, message)


def _groups_of(name: str) -> list[str]:
    steps = name.split(".")
    return [".".join(steps[:length]) for length in range(1, len(steps))]


def _comes_along(part: ClaimPart, asked: Iterable[str], on_card: Mapping[str, ClaimPart]) -> bool:
    """Whether nothing on the way to a claim can be withheld from whoever is shown the groups of what it asks for."""
    opened = {group for name in asked for group in _groups_of(name)}
    way = (".".join(part.path[:length]) for length in range(1, len(part.path) + 1))
    return all(one in opened or on_card[one].claim.get("withholdable") is False for one in way)
