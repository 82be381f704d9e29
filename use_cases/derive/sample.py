"""Made-up claims that the use case itself accepts: for a demo, a test, a first look."""

from __future__ import annotations

from collections.abc import Callable

from credentials.strict_json import JsonObject
from use_cases.pattern import parse_pattern, sample_text
from use_cases.use_case import Claim, Kind, UseCase

_TEXT = "Muster"
_DATE = "2026-05-03"


def sample_claims(use_case: UseCase) -> JsonObject:
    """Fill in every claim, the optional ones too."""
    return {claim.name: sample_value(claim) for claim in use_case.claims}


def sample_value(claim: Claim) -> str | int | bool:
    """Take the package's own sample, else make one up within the claim's limits."""
    return _MAKERS[claim.kind](claim) if claim.sample is None else claim.sample


def _text(claim: Claim) -> str:
    return sample_text(parse_pattern(claim.pattern)) if claim.pattern else _TEXT[: claim.max_length]


def _number(claim: Claim) -> int:
    at_least = 1 if claim.minimum is None else max(1, claim.minimum)
    return at_least if claim.maximum is None else min(at_least, claim.maximum)


_MAKERS: dict[Kind, Callable[[Claim], str | int | bool]] = {
    Kind.TEXT: _text,
    Kind.DATE: lambda _: _DATE,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: lambda _: True,
    Kind.CHOICE: lambda claim: claim.choices[0].code,
}
