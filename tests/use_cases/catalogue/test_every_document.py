"""What holds for every document of the catalogue, whatever it is for."""

from __future__ import annotations

import datetime as dt

from tests.use_cases.catalogue.made_up import BERLIN, EVERY_DOCUMENT, card, given, published, seen
from use_cases.derive.validity import validity
from use_cases.use_case import OnChange, StatusPurpose, UseCase


@EVERY_DOCUMENT
def test_nothing_that_is_only_asked_for_is_on_a_card_or_in_what_is_published_of_it(use_case: UseCase) -> None:
    asked_only = {claim.name for claim in use_case.claims if not claim.on_card}
    assert not asked_only & card(use_case).keys()
    assert not [name for name in asked_only if f'"{name}"' in published(use_case)]


@EVERY_DOCUMENT
def test_l06_cards_of_one_day_are_not_told_apart_by_their_times(use_case: UseCase) -> None:
    morning = int(dt.datetime(2026, 5, 3, tzinfo=BERLIN).timestamp())
    night = int(dt.datetime(2026, 5, 3, 23, 59, 59, tzinfo=BERLIN).timestamp())
    assert validity(use_case, morning, given(use_case)) == validity(use_case, night, given(use_case))


@EVERY_DOCUMENT
def test_l03_the_issuer_keeps_what_a_card_says_only_where_the_next_card_is_made_of_it(use_case: UseCase) -> None:
    renewed = [claim for claim in use_case.claims if claim.derived and claim.derived.on_change is OnChange.RENEW]
    assert bool(use_case.retention.claims_seconds) is bool(renewed)


@EVERY_DOCUMENT
def test_l02_no_verifier_keeps_an_answer_for_longer_than_a_year(use_case: UseCase) -> None:
    assert all(purpose.retention_seconds <= 365 * 86_400 for purpose in use_case.purposes)


@EVERY_DOCUMENT
def test_no_purpose_asks_for_everything_where_there_are_more_than_two_facts(use_case: UseCase) -> None:
    on_card = {claim.name for claim in use_case.card_claims}
    for purpose in use_case.purposes:
        assert len(on_card) <= 2 or seen(use_case, purpose.id) != on_card, purpose.id


@EVERY_DOCUMENT
def test_every_role_has_something_to_do(use_case: UseCase) -> None:
    assert {role.id for role in use_case.roles} == {proposal.role for proposal in use_case.proposals}


@EVERY_DOCUMENT
def test_every_card_can_be_revoked(use_case: UseCase) -> None:
    assert StatusPurpose.REVOCATION in use_case.status
