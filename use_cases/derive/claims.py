"""From what an office gives to what a card says: judged for the clerk, completed, made into the credential's subject.

What is given comes typed in, from a program or from a register. Defaults fill what nobody said, derived claims follow
on the local day of issue, and what is only asked for is left out (VCDM 2.0 section 4.8).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import islice
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.derive import claim_messages as say
from use_cases.derive.derived_claims import derived_value
from use_cases.derive.judge_value import ClaimFault, judge_members
from use_cases.use_case import Claim, UseCase

MAX_FAULTS = 100


class ClaimsRefusedError(ValueError):
    """Claims that were not judged before, or that are right no more on the day of issue."""

    def __init__(self, faults: list[ClaimFault]) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message.en for fault in faults))


def judge_claims(use_case: UseCase, given: object, *, on: dt.date) -> list[ClaimFault]:
    """Find everything that is wrong with the claims given for a card; none means that it can be issued.

    Args:
        use_case: of which kind the card is.
        given: the claims, by their names.
        on: the local day in the city (`validity.local_day`).
    """
    if not isinstance(given, Mapping):
        return [ClaimFault((), say.not_a_table())]
    return list(islice(judge_members(use_case.claims, given, on=on), MAX_FAULTS))


def card_claims(use_case: UseCase, given: Mapping[str, Any], *, on: dt.date) -> JsonObject:
    """Give what a card issued on this local day says, in the order of its kind.

    Raises:
        ClaimsRefusedError: when `judge_claims` finds a fault, so that nothing unjudged is ever signed.
    """
    faults = judge_claims(use_case, given, on=on)
    if faults:
        raise ClaimsRefusedError(faults)
    complete = with_defaults(use_case.claims, given)
    derived = {claim.name: derived_value(claim.derived, complete, on=on) for claim in use_case.claims if claim.derived}
    says = complete | derived
    return {claim.name: says[claim.name] for claim in use_case.card_claims if says.get(claim.name) is not None}


def credential_body(use_case: UseCase, given: Mapping[str, Any], subject_id: str, *, on: dt.date) -> JsonObject:
    """Make the `credentialSubject` of a card for this holder; raises as `card_claims`."""
    return {"id": subject_id} | card_claims(use_case, given, on=on)


def with_defaults(claims: tuple[Claim, ...], given: Mapping[str, Any]) -> JsonObject:
    """Fill in what nobody said, also inside groups that are given; in the order of the kind."""
    said = [(claim, given.get(claim.name, claim.default)) for claim in claims]
    return {
        claim.name: with_defaults(claim.members, value) if claim.members else value
        for claim, value in said
        if value is not None
    }
