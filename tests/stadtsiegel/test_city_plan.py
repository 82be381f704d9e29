"""Who is in a city that is founded for a package: everybody whom the package names, and crooks."""

from __future__ import annotations

from dataclasses import replace

from stadtsiegel.city_plan import UNLISTED, plan_city, tenant_id
from use_cases.load import load_catalogue
from use_cases.use_case import Proposal

LIBRARY_CARD = load_catalogue()["library_card"]


def test_every_role_that_issues_is_an_office_and_one_more_is_not_listed() -> None:
    offices = plan_city(LIBRARY_CARD).offices
    assert [(one.id, one.listed) for one in offices] == [("library", True), (UNLISTED, False)]
    both = replace(LIBRARY_CARD, proposals=(Proposal("issue", "museum"), *LIBRARY_CARD.proposals))
    assert [one.id for one in plan_city(both).offices if one.listed] == ["library", "museum"]


def test_every_role_that_asks_is_a_service_with_all_its_purposes() -> None:
    by_one = tuple(replace(one, asker="museum") for one in LIBRARY_CARD.purposes)
    (museum,) = plan_city(replace(LIBRARY_CARD, purposes=by_one)).services
    assert (museum.id, museum.purposes) == ("museum", ("lending", "reduced_entry"))
    assert museum.name == LIBRARY_CARD.roles[1].name


def test_the_least_purpose_is_the_one_that_asks_for_the_fewest_claims() -> None:
    assert plan_city(LIBRARY_CARD).least_purpose.id == "reduced_entry"


def test_a_role_becomes_a_word_of_an_address() -> None:
    assert [tenant_id(role) for role in ("library", "city_archive", "a-_b", "x_")] == [
        "library",
        "city-archive",
        "a-b",
        "x",
    ]
