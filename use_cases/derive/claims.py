"""The claims of one card: judged for the clerk, then made into the credential's subject (VCDM 2.0 section 4.8)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.derive import claim_messages as say
from use_cases.derive.sample import sample_value
from use_cases.derive.schema import LARGEST_NUMBER
from use_cases.local_text import LocalText
from use_cases.use_case import Claim, Kind, UseCase

MAX_FAULTS = 100

# Control characters, line separators, marks that turn the reading direction, halves of surrogate pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class ClaimFault:
    """One claim that is not right: the way to it inside the claims, and what to do, for the clerk."""

    path: tuple[str, ...]
    message: LocalText

    def to_json(self) -> JsonObject:
        """Give the fault for an answer on the wire."""
        return {"path": list(self.path), "message": self.message.to_json()}


class ClaimsRefusedError(ValueError):
    """Claims that were not judged before, or judged and used nevertheless."""

    def __init__(self, faults: list[ClaimFault]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message.en for fault in faults))


def judge_claims(use_case: UseCase, claims: object) -> list[ClaimFault]:
    """Find everything that is wrong with a card's claims; an empty list means that they can be issued."""
    if not isinstance(claims, Mapping):
        return [ClaimFault((), say.not_a_table())]
    faults: list[ClaimFault] = []
    for claim in use_case.claims:
        if claim.name in claims:
            faults += (ClaimFault((claim.name,), message) for message in judge_value(claim, claims[claim.name]))
        elif claim.mandatory:
            faults.append(ClaimFault((claim.name,), say.missing(claim)))
    known = {claim.name for claim in use_case.claims}
    faults += (ClaimFault((str(name),), say.unknown(name)) for name in claims if name not in known)
    return faults[:MAX_FAULTS]


def judge_value(claim: Claim, value: object) -> list[LocalText]:
    """Find what is wrong with one claim's value."""
    return list(_JUDGES[claim.kind](claim, value))


def judged_claims(use_case: UseCase, claims: Mapping[str, Any]) -> JsonObject:
    """Give the claims of a card in the order of its kind.

    Raises:
        ClaimsRefusedError: when `judge_claims` finds a fault, so that nothing unjudged is ever signed.
    """
    faults = judge_claims(use_case, claims)
    if faults:
        raise ClaimsRefusedError(faults)
    return {claim.name: claims[claim.name] for claim in use_case.claims if claim.name in claims}


def credential_body(use_case: UseCase, claims: Mapping[str, Any], subject_id: str) -> JsonObject:
    """Make the `credentialSubject` of a card for this holder; raises as `judged_claims`."""
    return {"id": subject_id} | judged_claims(use_case, claims)


def _judge_text(claim: Claim, value: object) -> Iterator[LocalText]:
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
        yield say.other_form(claim, sample_value(claim))


def _judge_date(claim: Claim, value: object) -> Iterator[LocalText]:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        yield say.not_a_date(claim)
        return
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        yield say.not_in_calendar(claim)


def _judge_number(claim: Claim, value: object) -> Iterator[LocalText]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield say.not_a_number(claim)
        return
    least = -LARGEST_NUMBER if claim.minimum is None else claim.minimum
    most = LARGEST_NUMBER if claim.maximum is None else claim.maximum
    if not least <= value <= most:
        yield say.out_of_range(claim, least, most)


def _judge_boolean(claim: Claim, value: object) -> Iterator[LocalText]:
    if not isinstance(value, bool):
        yield say.not_yes_or_no(claim)


def _judge_choice(claim: Claim, value: object) -> Iterator[LocalText]:
    if value not in [choice.code for choice in claim.choices]:
        yield say.not_a_choice(claim)


_JUDGES = {
    Kind.TEXT: _judge_text,
    Kind.DATE: _judge_date,
    Kind.NUMBER: _judge_number,
    Kind.BOOLEAN: _judge_boolean,
    Kind.CHOICE: _judge_choice,
}
