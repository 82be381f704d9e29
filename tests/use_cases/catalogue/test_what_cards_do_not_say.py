"""The stories of the catalogue: what each document is for, and what nobody learns from it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from use_cases.derive.claims import ClaimsRefusedError, card_claims, judge_claims
from use_cases.derive.context import jsonld_context
from use_cases.derive.credential_configuration import credential_configurations
from use_cases.derive.query import dcql_query
from use_cases.derive.sample import sample_claims
from use_cases.derive.schema import json_schema
from use_cases.derive.type_metadata import type_metadata
from use_cases.derive.validity import NoLongerIssuedError, validity
from use_cases.load import load_catalogue
from use_cases.use_case import Identification, OnChange, StatusPurpose, UseCase

CATALOGUE = load_catalogue()
BERLIN = ZoneInfo("Europe/Berlin")
MAY = dt.date(2026, 5, 3)
NOON = int(dt.datetime(2026, 5, 3, 12, tzinfo=BERLIN).timestamp())


def given(use_case: UseCase, **changes: Any) -> dict[str, Any]:
    """Made-up claims as an office gives them, with some of them changed."""
    return sample_claims(use_case, on=MAY) | changes


def card(use_case: UseCase, **changes: Any) -> dict[str, Any]:
    """What the card says."""
    return card_claims(use_case, given(use_case, **changes), on=MAY)


def last_day(use_case: UseCase, **changes: Any) -> dt.date:
    """The last day of a card, in the city."""
    _, last = validity(use_case, NOON, given(use_case, **changes))
    end = dt.datetime.fromtimestamp(last, BERLIN)
    assert (end + dt.timedelta(seconds=1)).time() == dt.time()
    return end.date()


def seen(use_case: UseCase, purpose: str) -> set[str]:
    """The claims that a purpose asks for, written as in the package."""
    return {".".join(path) for path in use_case.purpose(purpose).claims}


def published(use_case: UseCase) -> str:
    """Everything that wallets and verifiers are given about the document, as one text."""
    documents = [jsonld_context(use_case), json_schema(use_case), type_metadata(use_case)]
    questions = [dcql_query(use_case, purpose) for purpose in use_case.purposes]
    return json.dumps([*documents, credential_configurations(use_case), questions], ensure_ascii=False)


@pytest.mark.parametrize("use_case", CATALOGUE.values(), ids=CATALOGUE)
def test_nothing_that_is_only_asked_for_is_on_a_card_or_in_what_is_published_of_it(use_case: UseCase) -> None:
    asked_only = {claim.name for claim in use_case.claims if not claim.on_card}
    assert not asked_only & card(use_case).keys()
    assert not [name for name in asked_only if f'"{name}"' in published(use_case)]


class TestDiscountEntitlement:
    use_case = CATALOGUE["discount_entitlement"]
    grounds = use_case.claim("ground").choices

    def test_the_card_says_how_much_and_nothing_else(self) -> None:
        for ground in self.grounds:
            said = card(self.use_case, ground=ground.code)
            assert said in ({"discount": "free"}, {"discount": "half"})

    def test_nobody_counts_back_from_a_discount_to_its_reason(self) -> None:
        discounts = [card(self.use_case, ground=ground.code)["discount"] for ground in self.grounds]
        assert min(discounts.count(discount) for discount in discounts) >= 3

    def test_no_reason_stands_in_anything_that_is_published(self) -> None:
        text = published(self.use_case)
        for ground in self.grounds:
            assert ground.code not in text
            assert not [label for _, label in ground.label.by_locale() if label in text]

    def test_the_museum_sees_one_fact_and_the_pool_shows_its_staff_none(self) -> None:
        assert seen(self.use_case, "museum_entry") == {"discount"}
        assert self.use_case.purpose("pool_entry").officer_sees == ()

    def test_it_ends_with_the_notice_and_never_later_than_a_year(self) -> None:
        assert last_day(self.use_case, noticeEnds="2026-08-31") == dt.date(2026, 8, 31)
        assert last_day(self.use_case, noticeEnds="2031-08-31") == dt.date(2027, 5, 3)

    def test_a_discount_is_never_typed_in(self) -> None:
        with pytest.raises(ClaimsRefusedError):
            card(self.use_case, discount="free")


class TestConsultationEligibility:
    use_case = CATALOGUE["consultation_eligibility"]

    def test_the_card_knows_neither_name_nor_birth_date_nor_number(self) -> None:
        assert card(self.use_case) == {"district": "north", "oldEnough": True}

    def test_who_is_too_young_has_a_card_that_says_so_until_the_day_before_the_birthday(self) -> None:
        born = "2010-06-10"
        assert card(self.use_case, birthDate=born)["oldEnough"] is False
        assert last_day(self.use_case, birthDate=born) == dt.date(2026, 6, 9)

    def test_what_the_next_card_is_made_of_is_kept_for_a_reason_and_no_longer_than_a_card_holds(self) -> None:
        assert self.use_case.claim("oldEnough").derived.on_change is OnChange.RENEW  # type: ignore[union-attr]
        assert self.use_case.retention.claims_seconds == 366 * 86_400
        assert self.use_case.retention.reason is not None

    def test_no_purpose_takes_a_card_that_is_shown_whole(self) -> None:
        assert all(form.selective for form in self.use_case.formats)
        assert all(purpose.selective_disclosure == "required" for purpose in self.use_case.purposes)


class TestEventTicket:
    use_case = CATALOGUE["event_ticket"]

    def test_it_holds_on_its_day_and_on_no_other(self) -> None:
        first, last = validity(self.use_case, NOON, given(self.use_case, eventDay="2026-06-20"))
        midnight = int(dt.datetime(2026, 6, 20, tzinfo=BERLIN).timestamp())
        assert (first, last) == (midnight, midnight + 86_400 - 1)

    def test_no_ticket_is_sold_for_yesterday(self) -> None:
        faults = judge_claims(self.use_case, given(self.use_case, eventDay="2026-05-02"), on=MAY)
        assert [fault.path for fault in faults] == [("eventDay",)]

    def test_whoever_buys_it_says_nothing_about_themselves_and_types_no_number(self) -> None:
        assert self.use_case.issuance.identification is Identification.NONE
        assert not self.use_case.issuance.tx_code

    def test_the_tram_learns_the_day_and_how_many_ride(self) -> None:
        assert seen(self.use_case, "way_to_the_event") == {"eventDay", "admits"}

    def test_a_ticket_that_names_no_number_of_people_is_for_one(self) -> None:
        claims = given(self.use_case)
        del claims["admits"]
        assert card_claims(self.use_case, claims, on=MAY)["admits"] == 1


class TestPublicTransportPass:
    use_case = CATALOGUE["public_transport_pass"]

    def test_the_gate_sees_the_zones_and_no_face(self) -> None:
        assert seen(self.use_case, "gate") == {"zones"}
        assert self.use_case.purpose("gate").officer_sees == ()

    def test_the_inspector_sees_a_face_and_no_number(self) -> None:
        assert "portrait" in seen(self.use_case, "inspection")
        assert "passNumber" not in seen(self.use_case, "inspection")

    def test_the_youth_fare_ends_before_the_birthday_and_its_date_is_not_on_the_pass(self) -> None:
        claims = {"birthDate": "2005-05-20", "firstDay": "2026-05-03"}
        assert card(self.use_case, **claims)["youthFare"] is True
        assert last_day(self.use_case, **claims) == dt.date(2026, 5, 19)

    def test_who_is_born_on_29_february_rides_for_the_youth_fare_until_28_february(self) -> None:
        claims = given(self.use_case, birthDate="2008-02-29", firstDay="2029-02-10")
        february = int(dt.datetime(2029, 2, 10, 12, tzinfo=BERLIN).timestamp())
        _, last = validity(self.use_case, february, claims)
        assert dt.datetime.fromtimestamp(last, BERLIN).date() == dt.date(2029, 2, 28)

    def test_it_lasts_a_month_from_the_day_that_its_holder_chose(self) -> None:
        assert last_day(self.use_case, firstDay="2026-05-31") == dt.date(2026, 6, 30)


class TestVolunteerCard:
    use_case = CATALOGUE["volunteer_card"]

    def test_the_hours_are_a_condition_and_no_part_of_the_card(self) -> None:
        assert "hoursInTheYear" not in card(self.use_case)
        faults = judge_claims(self.use_case, given(self.use_case, hoursInTheYear=249), on=MAY)
        assert [fault.path for fault in faults] == [("hoursInTheYear",)]

    def test_the_level_is_always_shown_so_every_purpose_names_it(self) -> None:
        assert not self.use_case.claim("cardLevel").withholdable
        assert all("cardLevel" in seen(self.use_case, purpose.id) for purpose in self.use_case.purposes)

    def test_a_partner_needs_no_name(self) -> None:
        assert seen(self.use_case, "partner_offer") == {"cardLevel"}

    def test_all_cards_end_on_one_day_and_none_is_issued_after_it(self) -> None:
        assert last_day(self.use_case) == dt.date(2028, 12, 31)
        new_year = int(dt.datetime(2029, 1, 1, tzinfo=BERLIN).timestamp())
        with pytest.raises(NoLongerIssuedError):
            validity(self.use_case, new_year, given(self.use_case))


@pytest.mark.parametrize("use_case", CATALOGUE.values(), ids=CATALOGUE)
class TestEveryDocument:
    def test_l06_cards_of_one_day_are_not_told_apart_by_their_times(self, use_case: UseCase) -> None:
        morning = int(dt.datetime(2026, 5, 3, tzinfo=BERLIN).timestamp())
        night = int(dt.datetime(2026, 5, 3, 23, 59, 59, tzinfo=BERLIN).timestamp())
        assert validity(use_case, morning, given(use_case)) == validity(use_case, night, given(use_case))

    def test_l03_the_issuer_keeps_what_a_card_says_only_where_the_next_card_is_made_of_it(
        self, use_case: UseCase
    ) -> None:
        renewed = [claim for claim in use_case.claims if claim.derived and claim.derived.on_change is OnChange.RENEW]
        assert bool(use_case.retention.claims_seconds) is bool(renewed)

    def test_l02_no_verifier_keeps_an_answer_for_longer_than_a_year(self, use_case: UseCase) -> None:
        assert all(purpose.retention_seconds <= 365 * 86_400 for purpose in use_case.purposes)

    def test_no_purpose_asks_for_everything_where_there_are_more_than_two_facts(self, use_case: UseCase) -> None:
        on_card = {claim.name for claim in use_case.card_claims}
        for purpose in use_case.purposes:
            assert len(on_card) <= 2 or seen(use_case, purpose.id) != on_card, purpose.id

    def test_every_role_has_something_to_do(self, use_case: UseCase) -> None:
        assert {role.id for role in use_case.roles} == {proposal.role for proposal in use_case.proposals}

    def test_every_card_can_be_revoked(self, use_case: UseCase) -> None:
        assert StatusPurpose.REVOCATION in use_case.status
