"""One value of a claim judged by its kind and limits; every fault with the way to it, for the clerk."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from credentials.strict_json import JsonObject
from use_cases.derive import claim_messages as say
from use_cases.derive.date_limits import limit_on
from use_cases.derive.picture import PictureError, read_picture
from use_cases.derive.sample import sample_value
from use_cases.derive.schema import list_limits, number_limits
from use_cases.local_text import LocalText
from use_cases.use_case import Claim, Kind

# Control characters, line separators, marks that turn the reading direction, halves of surrogate pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class ClaimFault:
    """One claim that is not right: the way to it inside the claims, and what to do, for the clerk.

    Attributes:
        path: names of claims, and for an entry of a list its number from 0.
        message: what is wrong and how to do it right.
    """

    path: tuple[str, ...]
    message: LocalText

    def to_json(self) -> JsonObject:
        """Give the fault for an answer on the wire."""
        return {"path": list(self.path), "message": self.message.to_json()}


def judge_value(claim: Claim, value: object, *, on: dt.date, path: tuple[str, ...] = ()) -> Iterator[ClaimFault]:
    """Find what is wrong with one claim's value on a day; `path` is the way to the value."""
    if claim.kind is Kind.GROUP:
        yield from _judge_group(claim, value, on, path)
    elif claim.kind is Kind.LIST:
        yield from _judge_list(claim, value, on, path)
    else:
        yield from (ClaimFault(path, message) for message in _JUDGES[claim.kind](claim, value, on))


def judge_members(
    claims: tuple[Claim, ...], given: Mapping[str, object], *, on: dt.date, path: tuple[str, ...] = ()
) -> Iterator[ClaimFault]:
    """Find what is wrong with the claims of a card or of a group: each by itself, what is missing, what is too much."""
    for claim in claims:
        place = (*path, claim.name)
        if claim.name not in given:
            if claim.mandatory and claim.derived is None and claim.default is None:
                yield ClaimFault(place, say.missing(claim))
        elif claim.derived:
            yield ClaimFault(place, say.computed(claim))
        else:
            yield from judge_value(claim, given[claim.name], on=on, path=place)
    known = {claim.name for claim in claims}
    yield from (ClaimFault((*path, str(name)), say.unknown(name)) for name in given if name not in known)


def _judge_group(claim: Claim, value: object, on: dt.date, path: tuple[str, ...]) -> Iterator[ClaimFault]:
    # An empty group would say nothing, and one format would write it where another leaves it out.
    if isinstance(value, Mapping) and value:
        yield from judge_members(claim.members, value, on=on, path=path)
    else:
        yield ClaimFault(path, say.not_a_group(claim))


def _judge_list(claim: Claim, value: object, on: dt.date, path: tuple[str, ...]) -> Iterator[ClaimFault]:
    fewest, most = list_limits(claim)
    if not isinstance(value, list) or claim.item is None:
        yield ClaimFault(path, say.not_a_list(claim))
    elif not fewest <= len(value) <= most:
        yield ClaimFault(path, say.other_number(claim, fewest, most))
    else:
        for index, entry in enumerate(value):
            if entry in value[:index]:
                yield ClaimFault((*path, str(index)), say.in_entry(index + 1, say.twice(claim)))
            for fault in judge_value(claim.item, entry, on=on, path=(*path, str(index))):
                yield ClaimFault(fault.path, say.in_entry(index + 1, fault.message))


def _judge_text(claim: Claim, value: object, on: dt.date) -> Iterator[LocalText]:
    if not isinstance(value, str):
        yield say.not_text(claim)
    elif not value.strip():
        yield say.empty(claim)
    elif _UNPRINTABLE.search(value):
        yield say.unprintable(claim)
    elif value != value.strip():
        yield say.blanks_around(claim)
    elif claim.max_length is not None and len(value) > claim.max_length:
        yield say.too_long(claim, len(value))
    elif claim.pattern and not re.fullmatch(claim.pattern, value):
        yield say.other_form(claim, sample_value(claim, on=on))


def _judge_date(claim: Claim, value: object, on: dt.date) -> Iterator[LocalText]:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        yield say.not_a_date(claim)
        return
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        yield say.not_in_calendar(claim)
        return
    earliest, latest = limit_on(claim.earliest, on), limit_on(claim.latest, on)
    if earliest and day < earliest:
        yield say.too_early(claim, earliest)
    elif latest and day > latest:
        yield say.too_late(claim, latest)


def _judge_number(claim: Claim, value: object, _: dt.date) -> Iterator[LocalText]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield say.not_a_number(claim)
        return
    least, most = number_limits(claim)
    if not least <= value <= most:
        yield say.out_of_range(claim, least, most)


def _judge_boolean(claim: Claim, value: object, _: dt.date) -> Iterator[LocalText]:
    if not isinstance(value, bool):
        yield say.not_yes_or_no(claim)


def _judge_choice(claim: Claim, value: object, _: dt.date) -> Iterator[LocalText]:
    if value not in [choice.code for choice in claim.choices]:
        yield say.not_a_choice(claim)


def _judge_image(claim: Claim, value: object, _: dt.date) -> Iterator[LocalText]:
    try:
        read_picture(value, media_types=claim.media_types, max_bytes=claim.max_bytes or 0)
    except PictureError as error:
        yield say.not_this_picture(claim, error.fault)


_JUDGES: dict[Kind, Callable[[Claim, object, dt.date], Iterator[LocalText]]] = {
    Kind.TEXT: _judge_text,
    Kind.DATE: _judge_date,
    Kind.NUMBER: _judge_number,
    Kind.BOOLEAN: _judge_boolean,
    Kind.CHOICE: _judge_choice,
    Kind.IMAGE: _judge_image,
}
