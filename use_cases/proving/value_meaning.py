"""The meaning of the values that a package writes itself: samples, defaults, and what a mapping gives.

Each is held against the rules of its own claim, the same that judge what a clerk types in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from use_cases.derive.date_limits import TODAY
from use_cases.derive.judge_value import judge_value
from use_cases.derive.sample import sample_value
from use_cases.faults import Finding
from use_cases.proving.assemble import assemble_claim
from use_cases.proving.parts import ClaimPart
from use_cases.use_case import Claim, Kind

_ANY_DAY = dt.date(2026, 5, 3)
"""Samples are judged on a fixed day: whether a package is right does not depend on when it is read."""

_EARLY, _LATE = dt.date(1900, 1, 1), dt.date(2999, 12, 31)
"""A default is right on every day, so it is judged on an early and a late one."""


def judge_values(part: ClaimPart) -> Iterator[Finding]:
    """Find written values that the claim itself would refuse; only for a claim whose shape and meaning are right."""
    if part.kind in (Kind.GROUP, Kind.LIST, Kind.IMAGE):
        return  # no value of these is written in a package; members and entries are judged by themselves
    claim = _assembled(part)
    if claim.default is not None and TODAY in (claim.earliest, claim.latest):
        message = 'A day of the calendar does not go with "today", which moves on. Remove the default, or "today".'
        yield Finding((*part.place, "default"), message)
    elif claim.default is not None and (fault := _fault(claim, claim.default, _EARLY, _LATE)):
        yield Finding((*part.place, "default"), f"The default is refused by the claim's own rules: {fault}")
    elif claim.default is not None and not claim.mandatory:
        message = "With a default no card lacks this claim. Write mandatory = true, or remove the default."
        yield Finding((*part.place, "default"), message)
    if claim.derived:
        for code, value in claim.derived.values:
            if fault := _fault(claim, value, _ANY_DAY):
                message = f"This value is refused by the claim's own rules: {fault}"
                yield Finding((*part.place, "derived", "values", code), message)
    elif fault := _fault(claim, sample_value(claim, on=_ANY_DAY), _ANY_DAY):
        message = 'No sample can be made up for this claim. Add one, such as sample = "...".'
        if claim.sample is not None:
            message = f"The sample is refused by the claim's own rules: {fault}"
        yield Finding((*part.place, "sample"), message)


def _assembled(part: ClaimPart) -> Claim:
    """Assemble a claim, also one that says what the entries of a list are: it has no label of its own."""
    name = part.path[-1]
    return assemble_claim(name, {"label": {"de": name, "en": name}, "mandatory": True, **part.claim})


def _fault(claim: Claim, value: object, *days: dt.date) -> str | None:
    return next((fault.message.en for day in days for fault in judge_value(claim, value, on=day)), None)
