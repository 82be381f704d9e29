"""The meaning of one claim: which keys belong to its kind, whether limits can be met, whether the sample is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from credentials.errors import SchemaNotAppliedError
from credentials.json_schema.bounded_pattern import read_pattern
from use_cases.derive.judge_value import judge_value
from use_cases.derive.sample import sample_value
from use_cases.faults import Finding
from use_cases.pattern import PatternError, parse_pattern, shortest
from use_cases.proving.assemble import assemble_claim
from use_cases.use_case import Kind

_ANY_DAY = dt.date(2026, 5, 3)
"""Samples are judged on a fixed day: whether a package is right does not depend on when it is read."""

_BELONGS_TO = {
    "max_length": Kind.TEXT,
    "pattern": Kind.TEXT,
    "minimum": Kind.NUMBER,
    "maximum": Kind.NUMBER,
    "choices": Kind.CHOICE,
}


def judge_claim(name: str, claim: Mapping[str, Any]) -> Iterator[Finding]:
    """Find what cannot be meant in one claim, as far as its shape lets it be read."""
    found = [*_judge_keys(name, claim), *_judge_limits(name, claim)]
    yield from found
    if not found:
        yield from _judge_sample(name, claim)


def _judge_keys(name: str, claim: Mapping[str, Any]) -> Iterator[Finding]:
    kind = claim.get("kind")
    if kind not in list(Kind):
        return
    for key, owner in _BELONGS_TO.items():
        if key in claim and kind != owner:
            message = (
                f'`{key}` belongs to claims of kind "{owner}"; this one is "{kind}". Remove it, or change the kind.'
            )
            yield Finding(("claims", name, key), message)
    if kind == Kind.TEXT and "max_length" not in claim:
        message = "A text needs a limit. Add max_length, such as max_length = 100."
        yield Finding(("claims", name, "max_length"), message)
    if kind == Kind.CHOICE and "choices" not in claim:
        message = f"A choice needs its choices. Add a table [claims.{name}.choices]."
        yield Finding(("claims", name, "choices"), message)


def _judge_limits(name: str, claim: Mapping[str, Any]) -> Iterator[Finding]:
    minimum, maximum = claim.get("minimum"), claim.get("maximum")
    if isinstance(minimum, int) and isinstance(maximum, int) and minimum > maximum:
        message = f"No number is at least {minimum} and at most {maximum}. Exchange them."
        yield Finding(("claims", name, "minimum"), message)
    pattern, max_length = claim.get("pattern"), claim.get("max_length")
    if not isinstance(pattern, str) or not pattern:
        return
    try:
        pieces = parse_pattern(pattern)
    except PatternError as error:
        yield Finding(("claims", name, "pattern"), str(error))
        return
    if isinstance(max_length, int) and shortest(pieces) > max_length:
        message = (
            f"Every text of this pattern is longer than max_length = {max_length}. Raise max_length, or shorten it."
        )
        yield Finding(("claims", name, "pattern"), message)
    if isinstance(max_length, int) and not _is_checked_by_verifiers(pattern, max_length):
        message = (
            f"No verifier would hold a text of {max_length} characters against this pattern: too many parts of it "
            "vary in length. Lower max_length, or write a simpler pattern."
        )
        yield Finding(("claims", name, "pattern"), message)


def _is_checked_by_verifiers(pattern: str, max_length: int) -> bool:
    try:
        return read_pattern(pattern).admits(max_length)
    except SchemaNotAppliedError:
        return False


def _judge_sample(name: str, claim: Mapping[str, Any]) -> Iterator[Finding]:
    """Hold the claim's own rules against its sample, or against the one that is made up where none is written."""
    try:
        # Labels and help are replaced: whether they are written is told by the shape.
        assembled = assemble_claim(name, {**claim, "label": {"de": name, "en": name}, "mandatory": True, "help": None})
        faults = list(judge_value(assembled, sample_value(assembled, on=_ANY_DAY), on=_ANY_DAY))
    except (KeyError, TypeError, ValueError, AttributeError):
        return  # the shape of the claim is faulty, and that has been told
    if faults and "sample" in claim:
        yield Finding(
            ("claims", name, "sample"), f"The sample is refused by the claim's own rules: {faults[0].message.en}"
        )
    elif faults:
        yield Finding(
            ("claims", name, "sample"), 'No sample can be made up for this claim. Add one, such as sample = "...".'
        )
