"""What a holder can keep back of a card with groups and lists, in both forms that are shown in part."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from credentials.sd_jwt_vc.judge_claims import first_fault
from credentials.sd_jwt_vc.type_metadata import parse_type_metadata
from tests.use_cases.claim_pieces import claim, group, list_of, use_case
from tests.use_cases.signed_cards import show_sd_jwt, show_selectively, shown_token, sign_sd_jwt, sign_selectively
from use_cases.derive.claims import card_claims
from use_cases.derive.credential_configuration import credential_configurations
from use_cases.derive.disclosure import always_shown, units
from use_cases.derive.type_metadata import type_metadata, type_metadata_document
from use_cases.use_case import Kind

MAY = dt.date(2026, 5, 3)
OPENING = group("hours", claim("opens", Kind.TEXT), claim("closes", Kind.TEXT, mandatory=False), mandatory=False)
CARD = use_case(
    claim("number", Kind.TEXT, withholdable=False),
    claim("secret", Kind.TEXT, on_card=False),
    group(
        "home",
        claim("street", Kind.TEXT),
        claim("city", Kind.TEXT),
        claim("country", Kind.TEXT, withholdable=False),
        group("register", claim("sheet", Kind.NUMBER), claim("district", Kind.TEXT)),
    ),
    list_of("zones", group("zones", claim("area", Kind.TEXT), OPENING)),
    group("office", claim("room", Kind.NUMBER, withholdable=False), claim("phone", Kind.TEXT), withholdable=False),
    list_of("tags", claim("tags", Kind.TEXT), mandatory=False, withholdable=False),
)
GIVEN: dict[str, Any] = {
    "number": "17",
    "secret": "nobody's business",
    "home": {"street": "Ring", "city": "Bonn", "country": "DE", "register": {"sheet": 4, "district": "Süd"}},
    "zones": [{"area": "Nord", "hours": {"opens": "08:00"}}, {"area": "Süd"}],
    "office": {"room": 12, "phone": "0228"},
    "tags": ["a", "b"],
}
SAYS = card_claims(CARD, GIVEN, on=MAY)
ALWAYS = {"number": "17", "office": {"room": 12}, "tags": ["a", "b"]}


def test_each_claim_and_each_member_is_a_unit_and_a_list_is_one() -> None:
    assert [".".join(path) for path in units(CARD)] == [
        "home",
        "home.street",
        "home.city",
        "home.register",
        "home.register.sheet",
        "home.register.district",
        "zones",
        "office.phone",
    ]


def test_what_everybody_sees_is_neither_withholdable_itself_nor_inside_of_what_is() -> None:
    assert always_shown(CARD) == (("number",), ("office", "room"), ("tags",))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ([], {}),
        ([("home", "city")], {"home": {"city": "Bonn"}}),
        ([("home", "register", "sheet")], {"home": {"register": {"sheet": 4}}}),
        ([("zones",)], {"zones": GIVEN["zones"]}),
        ([("home",)], {"home": GIVEN["home"]}),
        ([("office", "phone")], {"office": {"room": 12, "phone": "0228"}}),
        ([("home", "street"), ("zones",)], {"home": {"street": "Ring"}, "zones": GIVEN["zones"]}),
    ],
)
def test_a_holder_shows_a_member_without_its_neighbours(asked: list[tuple[str, ...]], shown: dict[str, Any]) -> None:
    by_proof = show_selectively(CARD, sign_selectively(CARD, SAYS), asked)
    assert by_proof == ALWAYS | shown
    by_token = show_sd_jwt(sign_sd_jwt(CARD, SAYS), asked)
    # In a token a member that cannot be withheld comes with the group around it.
    for member in ("country",):
        if "home" in shown:
            shown["home"].setdefault(member, "DE")
    assert by_token == ALWAYS | shown


def test_the_type_metadata_describe_every_part_of_a_card_however_little_is_shown() -> None:
    metadata = parse_type_metadata(type_metadata_document(CARD).content)
    token = sign_sd_jwt(CARD, SAYS)
    for asked in ([], [("home", "city")], [("home",), ("zones",)], units(CARD)):
        assert first_fault(metadata, shown_token(token, asked).credential.revealed) is None
    rows = {tuple(row["path"]): (row["mandatory"], row["sd"]) for row in type_metadata(CARD)["claims"]}
    assert rows[("home", "register", "sheet")] == (True, "always")
    assert rows[("home", "country")] == (True, "never")
    assert rows[("zones", None, "area")] == (False, "never")
    assert rows[("zones", None, "hours", "opens")] == (False, "never")
    assert ("secret",) not in rows


def test_an_optional_group_makes_none_of_its_members_mandatory_for_the_card() -> None:
    card = use_case(claim("number", Kind.TEXT), group("home", claim("city", Kind.TEXT), mandatory=False))
    says = card_claims(card, {"number": "1"}, on=MAY)
    metadata = parse_type_metadata(type_metadata_document(card).content)
    assert first_fault(metadata, sign_sd_jwt(card, says).credential.revealed) is None


def test_wallets_are_told_every_place_with_its_label() -> None:
    by_form = credential_configurations(CARD)
    document, token = (
        by_form[f"library_card_v1_{form}"]["credential_metadata"]["claims"] for form in ("ldp_vc", "dc_sd-jwt")
    )
    assert ["credentialSubject", "zones", None, "area"] in [one["path"] for one in document]
    assert ["zones", None, "area"] in [one["path"] for one in token]
    assert all(one["display"] for one in (*document, *token))
