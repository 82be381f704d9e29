"""`stadtsiegel use-case show`: a package at a glance, and each document that follows from it as services publish it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from stadtsiegel.__main__ import main
from stadtsiegel.use_case.arguments import DERIVED as WORDS
from stadtsiegel.use_case.derived import DERIVED
from use_cases.derive.context import context_document
from use_cases.derive.schema import schema_document
from use_cases.load import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    Show = Callable[..., str]

CATALOGUE = load_catalogue()


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Show:
    def run(*arguments: str) -> str:
        assert main(["use-case", "show", *arguments]) == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_package_is_shown_with_every_claim_and_purpose(show: Show, name: str) -> None:
    told = show(name)
    kind = CATALOGUE[name]
    for claim in kind.claims:
        assert claim.label.en in told
    for purpose in kind.purposes:
        assert purpose.title.en in told
    assert all(form.name in told for form in kind.formats)


def test_what_is_only_asked_for_is_never_shown_as_on_the_card(show: Show) -> None:
    on_card, _, aside = show("consultation_eligibility").partition("Only asked for, never on the card")
    assert "birthDate" not in on_card.replace("follows from birthDate", "")
    assert "birthDate" in aside


def test_who_issues_it_for_how_long_and_what_the_office_keeps_is_shown(show: Show) -> None:
    told = " ".join(show("consultation_eligibility").split())
    assert 'Issued by: "Citizens\' office (registration)" The person is identified: by a register' in told
    assert 'It holds: 1 year, until "At least 16 years old" changes The office keeps the facts for 366 days:' in told
    assert "A second clerk approves" in show("building_access")
    assert "The office keeps no facts after issue" in show("library_card")


def test_a_purpose_that_insists_on_a_part_says_that_it_refuses_what_is_shown_whole(show: Show) -> None:
    assert "ldp_vc:ecdsa-rdfc-2019: Refuses it, as it can only be shown whole." in show("public_transport_pass")


def test_the_published_documents_are_shown_byte_for_byte(show: Show) -> None:
    kind = CATALOGUE["library_card"]
    for word, document in (("schema", schema_document(kind)), ("context", context_document(kind))):
        assert hashlib.sha256(show("library_card", "--only", word).encode()).hexdigest() == document.sha256


@pytest.mark.parametrize("word", [word for word in DERIVED if word != "rulebook"])
def test_every_document_is_json_but_the_rulebook(show: Show, word: str) -> None:
    assert json.loads(show("building_access", "--only", word))


def test_the_rulebook_is_a_page(show: Show) -> None:
    assert show("building_access", "--only", "rulebook").startswith("# ")


def test_every_word_can_be_typed() -> None:
    assert set(WORDS) == set(DERIVED)


def test_for_machines_a_package_is_one_object_with_its_privacy_labels(show: Show) -> None:
    told = json.loads(show("event_ticket", "--json"))
    kind = CATALOGUE["event_ticket"]
    assert told["credential_type"] == kind.credential_type_iri
    assert len(told["privacy_labels"]) == len(kind.purposes) * len(kind.formats)
    assert [len(one["sha256"]) for one in told["documents"]] == [64, 64, 64]
