"""The meaning of a card's time: its zone, its ends, the days that claims name, and what is kept for the next card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from credentials.strict_json import JsonObject
from use_cases.faults import Finding, shown
from use_cases.proving.parts import ClaimPart, no_such, table
from use_cases.use_case import Kind, OnChange

_HOURS = {"years": 366 * 24, "months": 31 * 24, "days": 24, "hours": 1}


def judge_validity(document: JsonObject) -> Iterator[Finding]:
    """Find what cannot be meant in when cards begin and end."""
    validity = document.get("validity")
    if not isinstance(validity, dict):
        return
    zone = validity.get("time_zone")
    if isinstance(zone, str) and not _is_time_zone(zone):
        message = f'`{shown(zone)}` is not a time zone. Write its IANA name, such as "Europe/Berlin".'
        yield Finding(("validity", "time_zone"), message)
    if "lasts" in validity and "until" in validity:
        message = "A card either lasts for a period or until a day. Remove `lasts` or `until`."
        yield Finding(("validity", "until"), message)
    if "lasts" not in validity and "until" not in validity:
        message = "Nothing says when a card ends. Add lasts = { years = 1 } or until = 2027-12-31."
        yield Finding(("validity",), message)
    for key in ("begins_with", "ends_with"):
        yield from _judge_day(key, validity.get(key), table(document, "claims"))


def judge_retention(document: JsonObject, parts: Iterable[ClaimPart]) -> Iterator[Finding]:
    """Find a promise to renew cards that nothing is kept for, or not for long enough."""
    renewed = [part for part in parts if table(part.claim, "derived").get("on_change") == OnChange.RENEW]
    if not renewed:
        return
    if "retention" not in document:
        message = (
            "The next card is made of what was given for this one, but nothing is kept. Add a table [retention] with "
            'claims and reason, or write on_change = "end".'
        )
        yield Finding((*renewed[0].place, "derived", "on_change"), message)
        return
    lasts, kept = table(table(document, "validity"), "lasts"), table(table(document, "retention"), "claims")
    if lasts and kept and _hours(kept) < _hours(lasts):
        days = -(-_hours(lasts) // 24)
        message = (
            "What the next card is made of is forgotten before this one ends. Write claims = "
            f"{{ days = {days} }} or more, or let cards last for less."
        )
        yield Finding(("retention", "claims"), message)


def _judge_day(key: str, name: object, claims: Mapping[str, Any]) -> Iterator[Finding]:
    if not isinstance(name, str):
        return
    if name not in claims:
        yield Finding(("validity", key), no_such("claim", name, list(claims), "claims"))
    elif table(claims, name).get("kind") != Kind.DATE:
        message = f"`{name}` is not a date, so no card can begin or end with it. Name a date claim, or remove `{key}`."
        yield Finding(("validity", key), message)


def _hours(span: Mapping[str, Any]) -> int:
    return sum(_HOURS.get(unit, 0) * count for unit, count in span.items() if isinstance(count, int))


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    # Old short names such as CET and EST, and Etc/GMT+1, do not say by whose law the clock is changed.
    return "/" in name and not name.startswith("Etc/")
