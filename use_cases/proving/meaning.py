"""The meaning of a package: every name it uses exists, every promise can be kept.

The checks run over documents whose shape may be faulty elsewhere, so each looks only at parts that are what they
should be; the rest has been told by `shape.py` already.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from credentials.strict_json import JsonObject
from use_cases.faults import Finding, shown
from use_cases.proving.claim_meaning import judge_claim
from use_cases.proving.format_meaning import can_be_shown_in_part, judge_formats
from use_cases.proving.reserved_terms import RESERVED_TERMS

_READABLE = 4.5
"""The contrast that text needs against its background (WCAG 2.2, success criterion 1.4.3)."""

_COMPARED = 100
"""So many names are compared with an unknown one, to find what was meant."""

_COLOR_LENGTH = len("#rrggbb")


def judge_meaning(document: JsonObject) -> Iterator[Finding]:
    """Find everything that has the right shape and still cannot be meant."""
    yield from _judge_type(document)
    yield from _judge_display(_table(document, "display"))
    for name, claim in _tables(document, "claims"):
        if name in RESERVED_TERMS:
            message = f"`{name}` already means something in every credential. Choose a name that says more."
            yield Finding(("claims", name), message)
        yield from judge_claim(name, claim)
    yield from _judge_validity(document)
    yield from judge_formats(document.get("formats"))
    yield from _judge_purposes(document)
    yield from _judge_trust(document)


def _table(parent: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _tables(parent: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, value in _table(parent, key).items():
        if isinstance(value, dict):
            yield name, value


def _names(value: object) -> Iterator[tuple[int, str]]:
    if isinstance(value, list):
        yield from ((index, name) for index, name in enumerate(value) if isinstance(name, str))


def _judge_type(document: JsonObject) -> Iterator[Finding]:
    name = document.get("credential_type")
    if isinstance(name, str) and name in RESERVED_TERMS:
        message = f"`{name}` already means something in every credential. Choose a name of your own."
        yield Finding(("credential_type",), message)
    namespace = document.get("namespace")
    if isinstance(namespace, str) and _is_address(namespace):
        message = "An IP address moves with the machine. Write a lasting name of the city instead."
        yield Finding(("namespace",), message)


def _is_address(namespace: str) -> bool:
    host = namespace.removeprefix("https://").split("/")[0]
    return host.replace(".", "").isdigit()


def _judge_display(display: Mapping[str, Any]) -> Iterator[Finding]:
    text, background = display.get("text_color"), display.get("background_color")
    if not (isinstance(text, str) and isinstance(background, str)):
        return
    try:
        contrast = _contrast(text, background)
    except ValueError:
        return
    if contrast < _READABLE:
        message = (
            f"Text in {text} on {background} cannot be read well (contrast {contrast:.1f} to 1, needed are "
            f"{_READABLE} to 1). Make one darker or the other lighter."
        )
        yield Finding(("display", "text_color"), message)


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    if len(color) != _COLOR_LENGTH:
        raise ValueError(color)
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _judge_validity(document: JsonObject) -> Iterator[Finding]:
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


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    # Old short names such as CET and EST, and Etc/GMT+1, do not say by whose law the clock is changed.
    return "/" in name and not name.startswith("Etc/")


def _judge_purposes(document: JsonObject) -> Iterator[Finding]:
    claims, roles = _table(document, "claims"), _table(document, "roles")
    for purpose_id, purpose in _tables(document, "purposes"):
        place = ("purposes", purpose_id)
        asker = purpose.get("asker")
        if isinstance(asker, str) and asker not in roles:
            yield Finding((*place, "asker"), _no_such("role", asker, list(roles), "roles"))
        for index, name in _names(purpose.get("claims")):
            if name not in claims:
                yield Finding((*place, "claims", index), _no_such("claim", name, list(claims), "claims"))
        yield from _judge_disclosure(place, purpose, claims, document.get("formats"))


def _judge_disclosure(
    place: tuple[str, str], purpose: Mapping[str, Any], claims: Mapping[str, Any], formats: object
) -> Iterator[Finding]:
    asked = {name for _, name in _names(purpose.get("claims"))}
    if "selective_disclosure" not in purpose and asked and asked < claims.keys():
        message = (
            "This purpose asks for part of the card and does not say whether it may be shown the whole. Write "
            'selective_disclosure = "preferred", or "required" when a whole card must be refused.'
        )
        yield Finding((*place, "selective_disclosure"), message)
    if purpose.get("selective_disclosure") == "required" and not can_be_shown_in_part(formats):
        message = (
            "No form of this card can be shown in part, so nobody could answer. Add a [[formats]] that can, such as "
            'format = "dc+sd-jwt" with algorithm = "ES256", or write "preferred".'
        )
        yield Finding((*place, "selective_disclosure"), message)


def _judge_trust(document: JsonObject) -> Iterator[Finding]:
    roles = _table(document, "roles")
    for index, role in _names(_table(document, "trust").get("may_issue")):
        if role not in roles:
            yield Finding(("trust", "may_issue", index), _no_such("role", role, list(roles), "roles"))


def _no_such(what: str, name: str, known: Sequence[str], table: str) -> str:
    close = difflib.get_close_matches(name, known[:_COMPARED], n=1)
    remedy = (
        f"Did you mean `{shown(close[0])}`?" if close else f"Add a table [{table}.{shown(name)}], or remove it here."
    )
    return f"There is no {what} `{shown(name)}` in this package. {remedy}"
