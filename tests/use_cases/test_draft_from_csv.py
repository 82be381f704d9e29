"""The header row of a table becomes the claims of a package; hostile tables become a sentence."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from use_cases.drafting.answers import first_answers, judge_answers
from use_cases.drafting.draft import Draft, SourceError
from use_cases.drafting.from_csv import MAX_BYTES, draft_from_csv
from use_cases.drafting.leave_out import leave_out_refused

HEADER = "Kennzeichen;Straße;Gültig ab;Zone;Elektrisch;Plätze"
ROWS = "".join(
    f"MS-AB 0{number};Am Weg {number};0{number}.03.2026;{zone};{answer};{number}\n"
    for number, (zone, answer) in enumerate([("Nord", "ja"), ("Süd", "Nein")] * 4, 1)
)


def kinds(draft: Draft) -> dict[str, str]:
    return {name: claim["kind"] for name, claim in draft.claims.items()}


def test_a_column_becomes_a_claim_with_its_heading_as_it_is_written() -> None:
    draft = draft_from_csv(f"{HEADER}\n".encode())
    assert list(draft.claims) == ["kennzeichen", "strasse", "gueltigAb", "zone", "elektrisch", "plaetze"]
    assert draft.claims["gueltigAb"]["label"] == {"de": "Gültig ab", "en": "Gültig ab"}
    assert set(kinds(draft).values()) == {"text"}
    assert draft.notes == ()


def test_kinds_are_guessed_from_rows() -> None:
    assert kinds(draft_from_csv(f"{HEADER}\n{ROWS}".encode())) == {
        "kennzeichen": "text",
        "strasse": "text",
        "gueltigAb": "date",
        "zone": "choice",
        "elektrisch": "boolean",
        "plaetze": "number",
    }


def test_a_choice_is_told_and_has_a_code_for_each_value() -> None:
    draft = draft_from_csv(f"{HEADER}\n{ROWS}".encode())
    assert draft.claims["zone"]["choices"] == {"Nord": {"de": "Nord", "en": "Nord"}, "sued": {"de": "Süd", "en": "Süd"}}
    (told,) = [note.message.en for note in draft.notes if note.place == "claims.zone"]
    assert "points to a person" in told


def test_what_is_different_in_every_row_identifies_its_holder_until_somebody_says_otherwise() -> None:
    draft = draft_from_csv(f"{HEADER}\n{ROWS}".encode())
    identifying = [name for name, claim in draft.claims.items() if claim.get("identifies")]
    assert identifying == ["kennzeichen", "strasse", "plaetze"]
    assert [note.place for note in draft.notes if "recognised" in note.message.en] == [
        f"claims.{name}.identifies" for name in identifying
    ]
    assert not draft_from_csv(b"a\n1\n2\n3\n4\n5\n").claims["a"].get("identifies")
    assert not draft_from_csv(b"a\n1\n2\n3\n4\n5\n5\n").claims["a"].get("identifies")


def test_no_value_of_a_person_is_kept() -> None:
    rows = "".join(f"Erika Muster{number};geheim{number}\n" for number in range(50))
    assert "uster1" not in str(draft := draft_from_csv(f"Name;Vermerk\n{rows}".encode()))
    assert "geheim" not in str(draft)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["01067", "10115"], "text"),  # a postal code is no number
        (["31.02.2026"], "text"),
        (["2026-02-28", "1.3.2026"], "date"),
        (["1", "-20", "0"], "number"),
        (["9" * 16], "text"),
        (["1,50"], "text"),
        (["true", "FALSE"], "boolean"),
        (["a", "b", "a", "b", "a"], "text"),  # too few rows to know
        (["a", "b", "a", "b", "a", "c"], "text"),  # one value is of one person only
        (["a", "b", "a", "b", "a", "b"], "choice"),
    ],
)
def test_a_kind_is_guessed_only_when_every_value_is_of_it(values: list[str], kind: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["Feld"], *([value] for value in values)])
    assert kinds(draft_from_csv(text.getvalue().encode())) == {"feld": kind}


def test_what_some_rows_lack_is_not_mandatory() -> None:
    draft = draft_from_csv(b"a,b\nx,\ny,z\n")
    assert [claim["mandatory"] for claim in draft.claims.values()] == [True, False]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffStraße;Ort\r\n".encode(),
        "Straße;Ort\r\n".encode("cp1252"),
        "Straße,Ort\n".encode(),
        "Straße\tOrt".encode(),
        "sep=;\r\nStraße;Ort\r\n".encode(),
        '\n\n"Straße";" Ort "\n'.encode(),
    ],
)
def test_a_table_is_read_as_spreadsheets_save_it(content: bytes) -> None:
    assert [claim["label"]["de"] for claim in draft_from_csv(content).claims.values()] == ["Straße", "Ort"]


def test_headings_that_would_have_one_name_get_two() -> None:
    assert list(draft_from_csv("Name;name;Größe;Groesse;id;99;🙂".encode()).claims) == [
        "cardName",
        "cardName2",
        "groesse",
        "groesse2",
        "cardId",
        "fact99",
        "fact",
    ]


def test_columns_that_do_not_fit_are_told_one_by_one() -> None:
    header = ";".join(f"Spalte {number}" for number in range(62))
    draft = draft_from_csv(f"{header};{'x' * 120}\n".encode())
    assert len(draft.claims) == 60
    assert [note.place for note in draft.notes][:2] == ["Spalte 60", "Spalte 61"]
    (cut,) = draft_from_csv(f"{'x' * 120};b\n".encode()).notes
    assert "cut after 100" in cut.message.en


def test_a_column_without_a_heading_is_told_when_it_holds_something() -> None:
    assert [note.place for note in draft_from_csv(b"a;;\n1;2;\n").notes] == ["#2"]


HOSTILE = {
    "empty": (b"", "The file is empty"),
    "only blanks": (b" \n;;;\n\n", "The file is empty"),
    "a workbook": (b"PK\x03\x04" + bytes(100), "not a text file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0", "not a text file"),
    "a PDF": (b"%PDF-1.7", "not a text file"),
    "UTF-16": ("a;b".encode("utf-16"), "not a text file"),
    "NUL": (b"a;b\0c", "not a text file"),
    "no encoding": (b"a;\x81\xff", "neither in UTF-8 nor in Windows-1252"),
    "open quotation mark": (b'a;"b\nc;d\n', "quotation mark is not closed"),
    "text behind a quotation mark": (b'"a"b;c\n', "quotation mark is not closed"),
    "a cell without end": (b"a;" + b"x" * 140_000, "cannot be read"),
    "a first line without end": (b"a;" * MAX_BYTES, "first line is longer"),
    "marks nobody sees": ("\u202e;\u2066\n".encode(), "no headings"),
}


@pytest.mark.parametrize(("content", "piece"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_table_is_told_in_both_languages(content: bytes, piece: str) -> None:
    with pytest.raises(SourceError, match=piece) as refused:
        draft_from_csv(content)
    assert refused.value.message.de


def test_of_an_endless_table_only_the_beginning_is_read() -> None:
    draft = draft_from_csv(b"a;b\n" + b'1;"x\ny"\n' * MAX_BYTES)
    assert kinds(draft) == {"a": "number", "b": "text"}


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=130)


@settings(max_examples=50)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=70), min_size=1, max_size=9))
def test_whatever_the_headings_are_the_package_is_good(table: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(table)
    try:
        draft = draft_from_csv(text.getvalue().encode())
    except SourceError:
        return
    claims, left_out = leave_out_refused(draft.claims)
    assert (claims, left_out) == (draft.claims, [])
    assert judge_answers(first_answers("any_table", claims)) == []
