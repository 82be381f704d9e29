"""What people are told about a new version of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.use_cases.package_texts import GOOD, load_text, spoilt
from use_cases.difference.change import Topic
from use_cases.difference.compare import compare, render_difference

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from use_cases.difference.change import Difference

NEXT = ("version = 1", "version = 2")
DISTRICT = """
[claims.district]
kind = "text"
mandatory = true
label = { de = "Bezirk", en = "District" }
max_length = 40

# Days begin"""
MUSEUM = '[purposes.reduced_entry]\nasker = "museum"'

Comparing = Callable[..., "Difference"] if TYPE_CHECKING else object


@pytest.fixture
def comparing(tmp_path: Path) -> Comparing:
    """Compare the library card with itself after some changes of its text."""

    def compare_with(*changes: tuple[str, str]) -> Difference:
        old = load_text(tmp_path, GOOD)
        text = GOOD
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        return compare(old, load_text(tmp_path, text))

    return compare_with


def english(difference: Difference, topic: Topic) -> list[str]:
    return [change.text.en for change in difference.changes if change.topic is topic]


def test_a_version_without_changes_keeps_every_card_good_for_every_purpose(comparing: Comparing) -> None:
    assert [change.text.en for change in comparing(NEXT).changes] == [
        "Cards of version 1 stay good until they end, and can be revoked.",
        'They still do for "Borrowing media".',
        'They still do for "Reduced entry".',
    ]


def test_a_claim_that_is_asked_anew_is_told_with_who_sees_it_and_which_cards_lack_it(comparing: Comparing) -> None:
    told = comparing(
        NEXT,
        ("\n# Days begin", DISTRICT),
        ('claims = ["cardNumber", "category"]', 'claims = ["cardNumber", "district"]'),
    )
    assert english(told, Topic.ASKED) == ['"District" is asked anew; without it there is no card any more.']
    assert english(told, Topic.SEEN) == ['"City library" sees "District" in addition for "Borrowing media".']
    assert english(told, Topic.NO_LONGER) == ['"City library" asks for "Category" no longer for "Borrowing media".']
    assert english(told, Topic.CARDS)[1:] == [
        'They do not do for "Borrowing media": they lack "District". That takes a new card.',
        'They still do for "Reduced entry".',
    ]
    assert told.breaking == ()


def test_an_officer_who_is_shown_more_of_the_same_claims_is_told(tmp_path: Path) -> None:
    names = 'claims = ["cardNumber", "category"]'
    fewer = load_text(tmp_path, GOOD.replace(names, f'{names}\nofficer_sees = ["category"]'))
    more = load_text(tmp_path, GOOD.replace("version = 1", "version = 2"))
    told = 'Whoever checks for "Borrowing media" at "City library" is shown "Card number" in addition.'
    assert english(compare(fewer, more), Topic.SEEN) == [told]


def test_a_claim_that_was_voluntary_makes_cards_good_that_have_it(comparing: Comparing) -> None:
    told = comparing(NEXT, ('claims = ["category"]', 'claims = ["category", "memberSince"]'))
    assert 'They do for "Reduced entry" if "Member since" stands on them; that was voluntary.' in english(
        told, Topic.CARDS
    )


@pytest.mark.parametrize(
    ("topic", "change", "sentence"),
    [
        (
            Topic.ASKED,
            ('kind = "date"\nmandatory = false', 'kind = "date"\nmandatory = true'),
            '"Member since" was voluntary; now there is no card without it.',
        ),
        (
            Topic.SEEN,
            ('kind = "date"\nmandatory = false', 'kind = "date"\nmandatory = false\nwithholdable = false'),
            '"Member since" can be withheld on new cards no longer: everybody to whom the card is shown sees it.',
        ),
        (
            Topic.SEEN,
            (MUSEUM, '[purposes.reduced_entry]\nasker = "library"'),
            'For "Reduced entry" "City library" asks now; until now it was "City museum".',
        ),
        (
            Topic.SEEN,
            ("Rules of use of the Musterstadt city library, section 4", "Library act, section 1"),
            'The legal basis of "Borrowing media" is "Library act, section 1" now; until now it was "Rules of use of '
            'the Musterstadt city library, section 4".',
        ),
        (
            Topic.SEEN,
            (
                'claims = ["category"]\nselective_disclosure = "preferred"',
                'claims = ["cardNumber", "givenName", "familyName", "category", "memberSince"]',
            ),
            '"City museum" demands the whole card for "Reduced entry" now.',
        ),
        (
            Topic.KEPT,
            ("keep = { hours = 1 }", "keep = { days = 30 }"),
            'The answer for "Reduced entry" is kept longer: 30 days, until now 1 hour.',
        ),
        (
            Topic.KEPT,
            ("keep = { days = 1 }", "keep = { minutes = 5 }"),
            'The answer for "Borrowing media" is kept shorter: 5 minutes, until now 1 day.',
        ),
        (
            Topic.ISSUED,
            ('may_issue = ["library"]', 'may_issue = ["museum"]'),
            '"City museum" is to issue, too; that holds only when the authority says so.',
        ),
        (
            Topic.ISSUED,
            ('may_issue = ["library"]', 'may_issue = ["museum"]'),
            '"City library" is to issue no longer; that holds only when the authority ends its statement.',
        ),
        (
            Topic.ISSUED,
            ("lasts = { years = 1 }", "lasts = { months = 18 }"),
            "New cards hold 18 months; until now: 1 year. Cards that were issued keep their end.",
        ),
        (
            Topic.ISSUED,
            ("[display]", '[issuance]\nidentification = "account"\ntx_code = true\nsecond_clerk = true\n\n[display]'),
            "A second clerk must approve.",
        ),
        (
            Topic.NO_LONGER,
            ("purposes.reduced_entry", "purposes.free_entry"),
            'The purpose "Reduced entry" is gone; "City museum" asks for it no longer.',
        ),
        (
            Topic.SEEN,
            ("purposes.reduced_entry", "purposes.free_entry"),
            'New purpose "Reduced entry": "City museum" sees "Category", keeps the answer for 1 hour and relies on '
            '"Your consent: you show the card of your own free will".',
        ),
    ],
)
def test_each_change_has_its_sentence_under_its_topic(
    comparing: Comparing, topic: Topic, change: tuple[str, str], sentence: str
) -> None:
    assert sentence in english(comparing(NEXT, change), topic)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            [("max_length = 10\n", "max_length = 12\n")],
            "Cards name the context and the schema of version 1, and their bytes are others now. Write version = 2 and "
            "keep the file as it was as earlier/v1.toml.",
        ),
        (
            [NEXT, ('kind = "date"', 'kind = "boolean"'), ("sample = 2019-05-03", "sample = true")],
            '"Member since" is a fact of another kind on cards that were issued. Give the new one another name.',
        ),
        (
            [NEXT, ('credential_type = "LibraryCard"', 'credential_type = "LoanCard"')],
            "This is another document (https://musterstadt.example/credentials/LoanCard): statements of the registry "
            "do not hold for it. Keep name, namespace and credential_type, or make a package of its own.",
        ),
    ],
)
def test_what_would_break_cards_that_were_issued_is_told_with_what_to_do(
    comparing: Comparing, changes: list[tuple[str, str]], reason: str
) -> None:
    assert [change.text.en for change in comparing(*changes).breaking] == [reason]


def test_what_tokens_say_of_withholding_stays_the_same(tmp_path: Path) -> None:
    tokens = GOOD.replace("[display]", '[[formats]]\nformat = "dc+sd-jwt"\nalgorithm = "ES256"\n\n[display]')
    old = load_text(tmp_path, tokens)
    changed = tokens.replace("version = 1", "version = 2").replace(
        "max_length = 10\n", "max_length = 10\nwithholdable = false\n"
    )
    (reason,) = compare(old, load_text(tmp_path, changed)).breaking
    assert reason.text.en.startswith('Whether "Card number" can be withheld is said for all versions in one place;')


def test_a_smaller_number_never_follows(tmp_path: Path) -> None:
    newer, older = load_text(tmp_path, spoilt("version = 1", "version = 3")), load_text(tmp_path, GOOD)
    (reason,) = compare(newer, older).breaking
    assert reason.text.en == "Version 1 is smaller than 3. Write version = 4."


def test_a_corrected_label_breaks_nothing(comparing: Comparing) -> None:
    assert comparing(("Card number", "Number of the card")).breaking == ()


def test_both_languages_say_the_same_number_of_things(comparing: Comparing) -> None:
    german, english_part = render_difference(comparing(NEXT, ("\n# Days begin", DISTRICT))).split("\nEnglish: ")
    assert german.startswith("Deutsch: Bibliotheksausweis, Version 1 -> 2\n  Was neu verlangt wird:\n")
    assert "- „Bezirk“ wird neu verlangt; ohne diese Angabe gibt es keine Karte mehr." in german
    assert german.count("\n") == english_part.count("\n")
