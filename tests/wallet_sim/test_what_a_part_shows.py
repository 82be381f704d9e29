"""Before a card is shown in part the holder is told what the other side will see, its office's wishes included."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from credentials.data_integrity.suites import SUITES
from credentials.dcql.claims_path import ClaimsPath
from credentials.keys.algorithm import Algorithm
from tests.credentials.verification.city import sign_by_office
from tests.credentials.verification.rows.ldp_vc import city_in_part
from wallet_sim.consent import name_of
from wallet_sim.forms.ldp_vc import LdpVc
from wallet_sim.holder import Holder
from wallet_sim.vault import Copy

SUBJECT = "credentialSubject"


def card(*mandatory: str, **claims: Any) -> Copy:
    city = city_in_part(SUITES["ecdsa-sd-2023"], Algorithm.P256)
    city.card[SUBJECT] |= claims
    city.issue["selective"] = replace(city.issue["selective"], mandatory_pointers=mandatory)
    credential: dict[str, Any] = sign_by_office(city.card, **city.issue)
    return Copy(
        format="ldp_vc",
        credential=credential,
        holder=Holder(b"a" * 32),
        types=frozenset(),
        claims=credential,
        facts={name: value for name, value in credential[SUBJECT].items() if name != "id"},
        valid_until=None,
        status_lists=(),
    )


@pytest.mark.parametrize(
    ("mandatory", "asked", "told"),
    [
        (["/issuer"], [(SUBJECT, "borough")], ("borough",)),
        (["/issuer"], [(SUBJECT, "borough"), (SUBJECT, "not there")], ("borough",)),
        (["/issuer"], [], ()),
        (["/issuer", f"/{SUBJECT}/cardNumber"], [(SUBJECT, "borough")], ("cardNumber", "borough")),
        (["/issuer"], [(SUBJECT,)], ("cardNumber", "borough", "readingRoom")),
        (["/issuer"], [("validFrom",)], ()),
        (["/issuer"], [(SUBJECT, "borough", None), (SUBJECT, None)], ()),
    ],
    ids=[
        "one",
        "one that is not there",
        "none",
        "and a mandatory one",
        "the whole subject",
        "none of the holder",
        "an element of no array",
    ],
)
def test_the_holder_is_told_what_is_asked_for_and_what_is_mandatory(
    mandatory: list[str], asked: list[ClaimsPath], told: tuple[str, ...]
) -> None:
    form = LdpVc(city=None, now=int)  # type: ignore[arg-type] - nothing is looked up
    assert {name_of(place) for place in form.shows(card(*mandatory), asked)} == set(told)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([("address", "city")], {"address.city"}),
        ([("address", "street")], {"address.street.name", "address.street.number"}),
        ([("address",), ("borough",)], {"borough", "address.city", "address.street.name", "address.street.number"}),
        ([("borough",)], {"borough"}),
    ],
)
def test_of_a_group_the_holder_is_told_each_member_that_is_shown(asked: list[ClaimsPath], told: set[str]) -> None:
    form = LdpVc(city=None, now=int)  # type: ignore[arg-type] - nothing is looked up
    held = card("/issuer", address={"city": "Musterstadt", "street": {"name": "Domweg", "number": "7"}})
    assert {name_of(place) for place in form.shows(held, [(SUBJECT, *path) for path in asked])} == told
