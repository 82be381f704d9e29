"""`stadtsiegel use-case new`: a first package that loads, whatever it is made of."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from stadtsiegel.__main__ import main
from use_cases.load import load_use_case
from use_cases.use_case import Disclosure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run_new(name: str, *more: str, answers: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        code = main(["use-case", "new", name, "--folder", str(tmp_path), *more])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_new


def test_enter_takes_everything_that_is_offered(tmp_path: Path, run: Run) -> None:
    code, _, _ = run("dog_licence", answers="\n" * 40)
    assert code == 0
    use_case = load_use_case(tmp_path / "dog_licence")
    assert (use_case.title.de, use_case.credential_type) == ("Dog licence", "DogLicence")
    assert [claim.name for claim in use_case.claims] == ["documentNumber"]


def test_how_to_answer_is_said_before_the_first_question(run: Run) -> None:
    assert run("dog_licence")[1].startswith("Write texts as")
    assert run("dog_tag", "--language", "de")[1].startswith("Texte schreiben Sie")


def test_the_end_of_the_input_takes_the_rest_and_yes_asks_nothing(tmp_path: Path, run: Run) -> None:
    assert run("one")[0] == 0
    code, told, _ = run("two", "--yes")
    assert (code, "?" in told) == (0, False)
    assert load_use_case(tmp_path / "one").claims == load_use_case(tmp_path / "two").claims


def test_a_first_purpose_asks_for_little(tmp_path: Path, run: Run) -> None:
    (tmp_path / "table.csv").write_text("Name;Zone\n" + "".join(f"n{n};{'ab'[n % 2]}\n" for n in range(8)), "utf-8")
    run("first", "--from-csv", str(tmp_path / "table.csv"), "--yes")
    use_case = load_use_case(tmp_path / "first")
    (purpose,) = use_case.purposes
    assert purpose.claims == (("zone",),)
    assert purpose.selective_disclosure is Disclosure.REQUIRED
    assert purpose.retention_seconds == 3600
    assert all(form.selective for form in use_case.formats)


def test_who_issues_may_also_be_who_asks(tmp_path: Path, run: Run) -> None:
    assert run("mine", answers="-\n\n\n\n\nBad / Pool\nBad / Pool\n")[0] == 0
    use_case = load_use_case(tmp_path / "mine")
    assert [(role.id, use_case.purposes[0].asker) for role in use_case.roles] == [("pool", "pool")]


ANSWERS = """\
Parkzone / Parking zone
Auswahl
Nord / North, Süd / South

Gültig ab / Valid from day
date
nein
-
Bewohnerparkausweis / Resident parking permit
Erlaubt das Parken in einer Zone. / Lets you park in a zone.
https://stadt.example/nachweise/
2
Straßenverkehrsamt / Traffic office
Ordnungsdienst / Enforcement
Parken prüfen / Checking parking
parkingZone
Der Ordnungsdienst sieht nach, wo Sie parken dürfen. / Enforcement looks where you may park.
§ 45 StVO / Road traffic regulations, section 45
"""


@pytest.mark.parametrize(("language", "question"), [("de", "Wer stellt ihn aus?"), ("en", "Who issues it?")])
def test_answers_from_a_pipe_make_the_package(tmp_path: Path, run: Run, language: str, question: str) -> None:
    code, told, err = run("parking_permit", "--language", language, answers=ANSWERS)
    assert (code, err) == (0, "")
    assert question in told
    use_case = load_use_case(tmp_path / "parking_permit")
    zone, begins = use_case.claims
    assert (zone.name, zone.kind, [choice.code for choice in zone.choices]) == (
        "parkingZone",
        Kind.CHOICE,
        ["north", "south"],
    )
    assert (begins.name, begins.kind, begins.mandatory) == ("validFromDay", Kind.DATE, False)
    assert use_case.namespace == "https://stadt.example/nachweise/"
    assert use_case.validity.lasts is not None
    assert use_case.validity.lasts.years == 2
    assert [role.id for role in use_case.roles] == ["traffic_office", "enforcement"]
    (purpose,) = use_case.purposes
    assert (purpose.id, purpose.asker, purpose.claims) == ("checking_parking", "enforcement", (("parkingZone",),))
    assert purpose.legal_basis.de == "§ 45 StVO"


WRONG = {
    "a kind that is none": (["Zone", "colour"], "Write one of text, number"),
    "one value only": (["Zone", "choice", "a"], "two values or more"),
    "neither yes nor no": (["Zone", "text", "perhaps"], "yes or no"),
    "a namespace that moves": (["-", "", "", "http://localhost/"], "lasting https address"),
    "too many years": (["-", "", "", "", "100"], "whole number of years"),
    "more years than a card lasts": (["-", "", "", "", "99"], "the largest is 50"),
    "a fact that is none": (["-", *[""] * 7, "colour"], "no claim `colour`"),
    "a title without end": (["-", "x" * 101], "at most 100"),
    "an answer without end": (["x" * 5000], "at most 4000"),
}


@pytest.mark.parametrize(("answers", "piece"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_from_a_pipe_ends_it_with_a_remedy(
    tmp_path: Path, run: Run, answers: list[str], piece: str
) -> None:
    code, _, err = run("wrong", answers="\n".join([*answers, "more", ""]))
    assert code == 1
    assert err.startswith("Nothing was written: ")
    assert piece in err
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_answer_is_told_in_the_language_of_the_questions(run: Run) -> None:
    assert "Schreiben Sie eines von Text, Zahl" in run("wrong", "--language", "de", answers="Zone\nFarbe\n")[2]


def test_facts_that_do_not_fit_together_are_left_out_before_anything_else_is_asked(tmp_path: Path, run: Run) -> None:
    code, told, _ = run("pictures", answers="".join(f"Bild {n}\nBild\n\n" for n in range(4)))
    assert (code, "texts and pictures of a full card have more than" in told) == (0, True)
    assert [claim.name for claim in load_use_case(tmp_path / "pictures").claims] == ["bild0", "bild1"]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Interrupted(io.StringIO):
    def readline(self, *_: object) -> str:
        raise KeyboardInterrupt


def test_an_interrupted_conversation_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", _Interrupted())
    assert main(["use-case", "new", "mine", "--folder", str(tmp_path), "--language", "de"]) == 1
    assert capsys.readouterr().err == "Nichts wurde geschrieben: abgebrochen\n"
    assert list(tmp_path.iterdir()) == []


def test_a_person_is_asked_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", _Terminal("-\n\n\nhttp://x\nhttps://stadt.example/\n"))
    assert main(["use-case", "new", "again", "--folder", str(tmp_path)]) == 0
    assert "lasting https address" in capsys.readouterr().out
    assert load_use_case(tmp_path / "again").namespace == "https://stadt.example/"


def test_a_table_makes_a_package_and_says_what_was_not_taken(tmp_path: Path, run: Run) -> None:
    (tmp_path / "permits.csv").write_bytes("Kennzeichen;;Zone\r\nMS-AB 1;x;Süd\r\n".encode("cp1252"))
    code, told, _ = run("parking_permit", "--from-csv", str(tmp_path / "permits.csv"), "--yes", "--language", "de")
    assert code == 0
    assert [claim.name for claim in load_use_case(tmp_path / "parking_permit").claims] == ["kennzeichen", "zone"]
    assert "#2: Die Spalte hat keine Überschrift. Sie wurde weggelassen." in told


def test_a_schema_makes_a_package_and_says_what_was_not_taken(tmp_path: Path, run: Run) -> None:
    schema = {
        "title": "Parkausweis",
        "properties": {"zone": {"enum": ["a", "b"]}, "cost": {"type": "integer", "multipleOf": 5}, "x": {}},
    }
    (tmp_path / "permit.json").write_text(json.dumps(schema), "utf-8")
    code, told, _ = run("parking_permit", "--from-json-schema", str(tmp_path / "permit.json"), "--yes")
    assert code == 0
    assert load_use_case(tmp_path / "parking_permit").title.de == "Parkausweis"
    assert "  properties.cost.multipleOf: A package has no rule for this" in told
    assert "  properties.x: Left out: " in told


def test_nothing_is_ever_overwritten(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "use_case.toml").write_text("a word of somebody")
    code, _, err = run("mine", "--yes")
    assert (code, "is there already" in err) == (1, True)
    assert (folder / "use_case.toml").read_text() == "a word of somebody"
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("name", ["Parking", "../outside", "parking permit", "", "x" * 41, "p/q"])
def test_a_name_that_no_package_can_have_is_refused(tmp_path: Path, run: Run, name: str) -> None:
    code, _, err = run(name, "--yes")
    assert (code, "small letters" in err) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("source", ["--from-csv", "--from-json-schema"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, run: Run, source: str) -> None:
    code, _, err = run("mine", source, str(tmp_path / "absent"), "--yes")
    assert (code, "No such file" in err) == (1, True)
    (tmp_path / "empty").write_bytes(b"")
    code, _, err = run("mine", source, str(tmp_path / "empty"), "--yes")
    assert (code, err.startswith("Nothing was written: The file ")) == (1, True)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").touch()
    code, _, err = run("mine", "--folder", str(tmp_path / "file"), "--yes")
    assert (code, err.startswith("Nothing was written: ")) == (1, True)
