"""The certificate of residence: the register fills it, and nobody sees all of it."""

from __future__ import annotations

from tests.use_cases.catalogue.made_up import CATALOGUE, seen
from use_cases.derive.disclosure import units

DOCUMENT = CATALOGUE["residence_certificate"]


def test_the_clerk_types_one_number_and_the_register_says_the_rest() -> None:
    typed_in = [claim.name for claim in DOCUMENT.asked_claims if claim.register is None]
    assert typed_in == ["registerNumber"]


def test_the_pool_learns_the_city_and_neither_street_nor_name() -> None:
    assert seen(DOCUMENT, "residents_rate") == {"address.city"}
    assert units(DOCUMENT).count(("address", "city")) == 1


def test_no_purpose_learns_a_birth_date() -> None:
    assert not [purpose.id for purpose in DOCUMENT.purposes if "birthDate" in seen(DOCUMENT, purpose.id)]


def test_no_purpose_takes_more_than_it_asks_for() -> None:
    assert all(purpose.selective_disclosure == "required" for purpose in DOCUMENT.purposes)
    assert all(form.selective for form in DOCUMENT.formats)
