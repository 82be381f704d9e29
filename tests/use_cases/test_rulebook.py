"""The draft of a rulebook says what the package says, in Markdown that no word of the package can break."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.use_cases.any_use_case import use_cases
from tests.use_cases.claim_pieces import claim, use_case
from use_cases.derive.rulebook import rulebook
from use_cases.load import load_catalogue
from use_cases.local_text import LocalText
from use_cases.use_case import Claim, Derived, Kind, OnChange, Period, Rule, UseCase, Validity

CATALOGUE = load_catalogue()


@pytest.mark.parametrize("use_case", CATALOGUE.values(), ids=CATALOGUE)
def test_everything_that_a_council_decides_about_is_there(use_case: UseCase) -> None:
    german, english = rulebook(use_case).de, rulebook(use_case).en
    assert german.startswith(f"# Regelwerk (Entwurf): {use_case.title.de}\n")
    assert english.startswith(f"# Rulebook (draft): {use_case.title.en}\n")
    for claim_ in use_case.claims:
        assert claim_.label.de in german
        assert claim_.label.en in english
    for purpose in use_case.purposes:
        assert f"- Rechtsgrundlage: {purpose.legal_basis.de}" in german.replace("\\", "")
        assert f"- Legal basis: {purpose.legal_basis.en}" in english.replace("\\", "")
        assert purpose.reason.de in german.replace("\\", "")
    for form in use_case.formats:
        assert f"`{form.format}` (`{form.secured_by}`)" in german
    assert len(german.splitlines()) == len(english.splitlines())
    assert "\n\n\n" not in german


def test_it_says_how_a_card_begins_ends_and_changes() -> None:
    over_16 = Derived("birthDate", Rule.AGE_AT_LEAST, years=16, on_change=OnChange.END)
    dates = (claim("starts", Kind.DATE), claim("ends", Kind.DATE), claim("birthDate", Kind.DATE, on_card=False))
    rules = Validity("Europe/Berlin", Period(years=1, months=6), None, begins_with="starts", ends_with="ends")
    english = rulebook(use_case(*dates, claim("over16", Kind.BOOLEAN, derived=over_16), validity=rules)).en
    assert "- It holds: 1 year, 6 months\n" in english
    assert '- First day: "starts in English"\n' in english
    assert '- Last day, where it is earlier: "ends in English"\n' in english
    assert '- It ends before the day on which this changes: "over16 in English"\n' in english
    assert '"over16 in English" follows from "birthDate in English": at least 16 years old.\n' in english
    assert 'Only asked for, never on the document: "birthDate in English".' in english


def test_it_says_what_loading_the_document_needs() -> None:
    with_number, without = (rulebook(CATALOGUE[name]).en for name in ("library_card", "event_ticket"))
    assert "- Loading it needs a number from the office.\n" in with_number
    assert "- Whoever scans the QR code first has the document; no number from the office is needed.\n" in without


def test_no_label_can_write_markdown() -> None:
    hostile = LocalText("a|b <script> *x* [y](z) `w` # q", "a|b <script> *x* [y](z) `w` # q")
    card = use_case(Claim("alpha", Kind.NUMBER, hostile, mandatory=True))
    (row,) = [line for line in rulebook(card).en.splitlines() if "script" in line]
    assert row == '| "a\\|b \\<script\\> \\*x\\* \\[y\\](z) \\`w\\` \\# q" | number | yes | yes |'


@settings(max_examples=25, deadline=None)
@given(use_cases())
def test_any_package_has_a_rulebook(use_case: UseCase) -> None:
    assert rulebook(use_case).en.count("\n### ") == len(use_case.purposes)
