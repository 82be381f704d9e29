"""The privacy label says truly what a purpose learns, in each form, in both languages."""

from __future__ import annotations

import pytest

from tests.use_cases.claim_pieces import claim, group, list_of, use_case, words
from use_cases.card_format import CardFormat, Format
from use_cases.derive.privacy_label import PrivacyLabel, Recognition, privacy_label, privacy_labels
from use_cases.use_case import ClaimPath, Derived, Disclosure, Kind, OnChange, Period, Purpose, Rule, Validity

WHOLE = CardFormat(Format.LDP_VC, "eddsa-rdfc-2022")
IN_PART = CardFormat(Format.SD_JWT_VC, "ES256")
CLAIMS = (
    claim("number", Kind.TEXT, identifies=True),
    claim("category", Kind.TEXT),
    claim("country", Kind.TEXT, withholdable=False),
    claim("birthDate", Kind.DATE, on_card=False),
    group("home", claim("street", Kind.TEXT), claim("city", Kind.TEXT), group("plot", claim("sheet", Kind.NUMBER))),
    list_of("zones", group("zones", claim("area", Kind.TEXT), claim("floor", Kind.NUMBER))),
)


def asking(*claims: ClaimPath, officer: tuple[ClaimPath, ...] | None = None) -> Purpose:
    said = words("purpose")
    seen = claims if officer is None else officer
    return Purpose("check", "library", said, said, said, claims, seen, 7_200, Disclosure.PREFERRED)


def label(purpose: Purpose, form: CardFormat = IN_PART) -> PrivacyLabel:
    return privacy_label(use_case(*CLAIMS), purpose, form)


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ([("category",)], 2),  # and the country, which everybody sees
        ([("country",)], 1),
        ([("home", "city")], 2),
        ([("home",)], 4),
        ([("home", "plot")], 2),
        ([("zones",), ("category",)], 3),
    ],
)
def test_a_card_shown_in_part_tells_what_was_asked_for_and_what_cannot_be_kept_back(
    asked: list[ClaimPath], seen: int
) -> None:
    assert (label(asking(*asked)).facts_seen, label(asking(*asked)).facts_on_card) == (seen, 7)


def test_a_card_shown_whole_tells_everything_that_is_on_it() -> None:
    whole = label(asking(("category",)), WHOLE)
    assert (whole.facts_seen, whole.facts_on_card, whole.facts_for_officer) == (7, 7, 1)
    assert whole.recognition is Recognition.BY_CLAIM
    assert whole.identifying == (("number",),)
    assert "denn das haben nur Sie: „number auf Deutsch“" in whole.sentences[2].de


def test_who_shows_a_fact_that_others_have_too_is_known_again_only_by_the_copy() -> None:
    alone = label(asking(("country",)))
    assert alone.recognition is Recognition.BY_COPY
    assert "Diese Angabe haben auch andere" in alone.sentences[2].de
    assert "few cards have the same first and last day" in alone.sentences[2].en
    together = label(asking(("home", "city"), ("category",)))
    assert together.recognition is Recognition.BY_COMBINATION
    assert "perhaps only you have them" in together.sentences[2].en


ADULT = Derived("birthDate", Rule.AGE_AT_LEAST, 18, on_change=OnChange.END)


def test_a_card_that_ends_before_a_birthday_tells_it_to_whoever_asks_for_another_fact() -> None:
    card = use_case(*CLAIMS, claim("adult", Kind.BOOLEAN, derived=ADULT))
    one = privacy_label(card, asking(("country",)), IN_PART)
    assert one.told_by_period == (("birthDate",),)
    assert one.recognition is Recognition.BY_COMBINATION
    assert "daraus kann hervorgehen: „birthDate auf Deutsch“" in one.sentences[2].de
    assert "holds; that can tell" in one.sentences[2].en


def test_the_days_by_which_a_card_begins_and_ends_are_told_even_when_they_are_kept_back() -> None:
    days = (claim("first", Kind.DATE), claim("last", Kind.DATE))
    validity = Validity("Europe/Berlin", Period(years=1), None, begins_with="first", ends_with="last")
    card = use_case(*CLAIMS, *days, validity=validity)
    assert privacy_label(card, asking(("country",)), IN_PART).told_by_period == (("first",), ("last",))
    assert privacy_label(card, asking(("last",)), IN_PART).told_by_period == (("first",),)
    assert privacy_label(card, asking(("last",)), WHOLE).told_by_period == ()


def test_an_identifying_claim_inside_a_list_identifies() -> None:
    card = use_case(list_of("plates", group("plates", claim("plate", Kind.TEXT, identifies=True))))
    assert privacy_label(card, asking(("plates",)), IN_PART).recognition is Recognition.BY_CLAIM


def test_the_sentences_tell_how_much_and_how_long_and_what_a_person_sees() -> None:
    one = label(asking(("category",), ("home", "city"), officer=(("category",),)))
    assert one.sentences[0].de == "Sieht 3 von 7 Angaben; die prüfende Person sieht 1 davon."
    assert one.sentences[0].en == "Sees 3 of 7 facts; the person who checks sees 1 of them."
    only = privacy_label(use_case(claim("right", Kind.TEXT)), asking(("right",), officer=()), IN_PART)
    assert only.sentences[0].de == "Sieht die einzige Angabe; die prüfende Person sieht keine davon."
    assert only.sentences[0].en == "Sees the only fact; the person who checks sees none of it."
    assert one.sentences[1].de == "Bewahrt das Ergebnis 2 Stunden auf."
    assert one.sentences[1].en == "Keeps the result for 2 hours."


def test_there_is_a_label_for_each_purpose_in_each_form_and_it_can_be_sent() -> None:
    card = use_case(*CLAIMS, purposes=(asking(("category",)),))
    labels = privacy_labels(card)
    assert [one.form for one in labels] == list(card.formats)
    assert labels[-1].to_json() == {
        "purpose": "check",
        "format": "dc+sd-jwt",
        "secured_by": "ES256",
        "facts_seen": 2,
        "facts_on_card": 7,
        "facts_for_officer": 1,
        "kept_seconds": 7_200,
        "recognition": "by_combination",
        "identifying": [],
        "told_by_period": [],
        "sentences": [sentence.to_json() for sentence in labels[-1].sentences],
    }
