from __future__ import annotations

import ast
from pathlib import Path

import pytest

import use_cases
from use_cases.derive.privacy_label import Recognition, privacy_labels
from use_cases.load import load_catalogue
from use_cases.use_case import Kind, Proposal, UseCase


@pytest.fixture
def card() -> UseCase:
    return load_catalogue()["library_card"]


def test_all_identifiers_start_with_the_namespace_of_a_made_up_city(card: UseCase) -> None:
    identifiers = (card.credential_type_iri, card.context_url, card.schema_url, card.claim_iri("category"))
    assert all(identifier.startswith("https://musterstadt.example/credentials/") for identifier in identifiers)
    assert card.context_url == "https://musterstadt.example/credentials/LibraryCard/v1/context.jsonld"


def test_the_type_does_not_change_with_the_version_but_context_and_schema_do(card: UseCase) -> None:
    assert "v1" not in card.credential_type_iri
    assert "/v1/" in card.context_url
    assert "/v1/" in card.schema_url


def test_it_has_an_optional_claim_a_choice_and_a_date(card: UseCase) -> None:
    assert not card.claim("memberSince").mandatory
    assert card.claim("memberSince").kind is Kind.DATE
    assert [choice.code for choice in card.claim("category").choices] == ["adult", "youth", "child"]


def test_the_museum_asks_for_less_than_the_library(card: UseCase) -> None:
    assert card.purpose("lending").claims == (("cardNumber",), ("category",))
    assert card.purpose("lending").retention_seconds == 86_400
    assert card.purpose("reduced_entry").claims == (("category",),)
    assert card.purpose("reduced_entry").asker == "museum"


def test_the_museum_sees_one_fact_that_many_have(card: UseCase) -> None:
    labels = [label for label in privacy_labels(card) if label.purpose == "reduced_entry" and label.form.selective]
    assert {(label.facts_seen, label.recognition) for label in labels} == {(1, Recognition.BY_COPY)}


def test_it_proposes_who_may_issue_and_ask_and_no_more(card: UseCase) -> None:
    assert set(card.proposals) == {
        Proposal("issue", "library"),
        Proposal("verify", "library", "lending"),
        Proposal("verify", "museum", "reduced_entry"),
    }


def test_a_claim_or_purpose_that_is_not_there_is_not_invented(card: UseCase) -> None:
    with pytest.raises(KeyError):
        card.claim("birthDate")
    with pytest.raises(KeyError):
        card.purpose("advertising")


def test_a_use_case_is_frozen(card: UseCase) -> None:
    with pytest.raises(AttributeError):
        card.version = 2  # type: ignore[misc]


def test_nothing_about_a_shipped_document_stands_in_python() -> None:
    words = {word for case in load_catalogue().values() for word in (case.name, case.credential_type, *_names(case))}
    for file in sorted(Path(use_cases.__file__).parent.rglob("*.py")):
        if file.parent.name == "drafting":  # it suggests a first fact of its own, which others may have too
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        explanations = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explanations:
                # One word, or names joined by dots: what stands in a sentence is said to people.
                assert not words & set(node.value.split(".")), f"{file}: {node.value}"


def _names(case: UseCase) -> list[str]:
    return [*(claim.name for claim in case.claims), *(role.id for role in case.roles), *(p.id for p in case.purposes)]
