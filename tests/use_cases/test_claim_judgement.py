from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.use_cases.package_texts import ALL_KINDS, GOOD, load_text
from use_cases.derive.claims import ClaimsRefusedError, credential_body, judge_claims
from use_cases.derive.sample import sample_claims
from use_cases.derive.schema import json_schema
from use_cases.use_case import UseCase

MAY = dt.date(2026, 5, 3)
HOLDER = "did:key:z6Mkholder"


@pytest.fixture(scope="module")
def all_kinds(tmp_path_factory: pytest.TempPathFactory) -> UseCase:
    return load_text(tmp_path_factory.mktemp("package"), ALL_KINDS)


@pytest.mark.parametrize("text", [GOOD, ALL_KINDS])
def test_the_sample_of_every_package_is_accepted(tmp_path: Path, text: str) -> None:
    use_case = load_text(tmp_path, text)
    assert judge_claims(use_case, sample_claims(use_case, on=MAY), on=MAY) == []


def test_an_optional_claim_may_be_left_out(all_kinds: UseCase) -> None:
    claims = sample_claims(all_kinds, on=MAY)
    del claims["nickname"], claims["balance"]
    assert judge_claims(all_kinds, claims, on=MAY) == []


@pytest.mark.parametrize(
    ("name", "value", "german", "english"),
    [
        ("nickname", 5, "ist kein Text", "is not text"),
        ("nickname", None, "ist kein Text", "is not text"),
        ("nickname", "", "oder lassen Sie die Angabe weg", "or leave the claim out"),
        ("nickname", "   ", "ist leer", "is empty"),
        ("nickname", " Ada", "Leerzeichen", "blank"),
        ("nickname", "Ada\u00a0", "Leerzeichen", "blank"),
        ("nickname", "A\nda", "Zeilenumbruch", "line break"),
        ("nickname", "A\x00", "Steuerzeichen", "control characters"),
        ("nickname", "\u202eadA", "Steuerzeichen", "control characters"),
        ("nickname", "\ud800", "Steuerzeichen", "control characters"),
        ("nickname", "Adalbert", "hat 8 Zeichen, möglich sind höchstens 5", "has 8 characters, at most 5"),
        ("badge", "", "füllen Sie das Feld aus", "fill it in"),
        ("badge", "ab1", "in diesem Beispiel: AA0", "in this example: AA0"),
        ("badge", "AB1x", "vorgesehene Form", "intended form"),
        ("hours", "12", "keine ganze Zahl", "not a whole number"),
        ("hours", 12.0, "keine ganze Zahl", "not a whole number"),
        ("hours", True, "keine ganze Zahl", "not a whole number"),
        ("hours", 9, "von 10 bis 500", "from 10 to 500"),
        ("hours", 501, "von 10 bis 500", "from 10 to 500"),
        ("balance", 2**53, "außerhalb der Grenzen", "out of range"),
        ("trained", "yes", "weder Ja noch Nein", "neither yes nor no"),
        ("trained", 1, "weder Ja noch Nein", "neither yes nor no"),
        ("since", "03.05.2026", "zum Beispiel 2026-05-03", "for example 2026-05-03"),
        ("since", "2026-05-03T00:00:00Z", "ist kein Datum", "not a date"),
        ("since", "2026-05-03\n", "ist kein Datum", "not a date"),
        ("since", "٢٠٢٦-05-03", "ist kein Datum", "not a date"),
        ("since", "2027-02-29", "im Kalender nicht", "calendar does not have"),
        ("area", "music", "Sport (sport), Kunst (art)", "Sports (sport), Art (art)"),
        ("area", ["sport"], "keine der Möglichkeiten", "none of the choices"),
    ],
)
def test_a_wrong_value_is_told_to_the_clerk_in_both_languages(
    all_kinds: UseCase, name: str, value: object, german: str, english: str
) -> None:
    (fault,) = judge_claims(all_kinds, sample_claims(all_kinds, on=MAY) | {name: value}, on=MAY)
    assert fault.path == (name,)
    assert german in fault.message.de
    assert english in fault.message.en
    assert all_kinds.claim(name).label.de in fault.message.de
    assert all_kinds.claim(name).label.en in fault.message.en


def test_all_faults_are_told_at_once_in_the_order_of_the_form(all_kinds: UseCase) -> None:
    faults = judge_claims(all_kinds, {"area": "x", "hours": 1, "badge": "AB1", "extra": 1}, on=MAY)
    assert [fault.path[0] for fault in faults] == ["hours", "trained", "since", "area", "extra"]
    assert "gehört nicht zu diesem Nachweis" in faults[-1].message.de
    assert "does not belong to this document" in faults[-1].message.en


def test_no_sentence_repeats_the_value_that_was_typed(all_kinds: UseCase) -> None:
    secret = "Geheimnis-4711"
    faults = judge_claims(all_kinds, {claim.name: secret for claim in all_kinds.claims}, on=MAY)
    assert len(faults) == len(all_kinds.claims)
    assert all(secret not in fault.message.de + fault.message.en for fault in faults)


@pytest.mark.parametrize("claims", [None, [], "text", 3])
def test_claims_that_are_no_object_are_refused(all_kinds: UseCase, claims: object) -> None:
    (fault,) = judge_claims(all_kinds, claims, on=MAY)
    assert fault.to_json()["path"] == []
    assert set(fault.to_json()["message"]) == {"de", "en"}


def test_a_flood_of_unknown_claims_is_cut_short(all_kinds: UseCase) -> None:
    faults = judge_claims(all_kinds, {"x" * 1000 + str(number): 1 for number in range(5000)}, on=MAY)
    assert len(faults) == 100
    assert all(len(fault.message.de) < 300 for fault in faults)


def test_the_holder_cannot_be_written_into_the_claims(all_kinds: UseCase) -> None:
    (fault,) = judge_claims(all_kinds, sample_claims(all_kinds, on=MAY) | {"id": "did:key:z6Mkother"}, on=MAY)
    assert fault.path == ("id",)


def test_the_subject_holds_the_holder_and_the_claims_in_the_order_of_the_package(all_kinds: UseCase) -> None:
    claims = sample_claims(all_kinds, on=MAY)
    del claims["balance"]
    body = credential_body(all_kinds, dict(reversed(claims.items())), HOLDER, on=MAY)
    assert list(body) == ["id", "nickname", "badge", "hours", "trained", "since", "area"]
    assert body["id"] == HOLDER


def test_no_subject_is_made_of_claims_that_are_not_right(all_kinds: UseCase) -> None:
    with pytest.raises(ClaimsRefusedError) as refused:
        credential_body(all_kinds, {}, HOLDER, on=MAY)
    assert len(refused.value.faults) == 5


any_value = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates().map(str)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_what_is_judged_right_always_fits_the_schema(all_kinds: UseCase, data: st.DataObject) -> None:
    names = [claim.name for claim in all_kinds.claims]
    changes: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(names), any_value, max_size=3))
    claims = sample_claims(all_kinds, on=MAY) | changes
    validator = Draft202012Validator(
        json_schema(all_kinds)["properties"]["credentialSubject"],
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    if not judge_claims(all_kinds, claims, on=MAY):
        assert validator.is_valid(credential_body(all_kinds, claims, HOLDER, on=MAY))
