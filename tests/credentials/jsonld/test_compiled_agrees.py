"""The compiled way says what the general way says, letter by letter, or declines; it never takes what that refuses."""

from __future__ import annotations

import random
from typing import Any

import pytest

from credentials.errors import CredentialError
from credentials.jsonld.canonicalize import canonicalize, statements
from credentials.jsonld.compiled import scope
from credentials.jsonld.compiled.canonicalize import canonicalize_compiled, types_compiled
from credentials.jsonld.expand import expand
from credentials.rdf import rdfc10
from tests.credentials.jsonld.generated_documents import (
    BASES,
    RICH,
    V2,
    card,
    changed,
    known_contexts,
    presentation,
    proof,
    rich_document,
)

CONTEXTS = known_contexts()


def compiled(document: dict[str, Any]) -> str | None:
    return canonicalize_compiled(document, CONTEXTS, "sha256")


def general(document: dict[str, Any]) -> str:
    try:
        return rdfc10.canonicalize(statements(document, CONTEXTS)).nquads
    except CredentialError as error:
        return f"refused: {error.code}"


def general_types(document: dict[str, Any]) -> frozenset[str]:
    (node,) = expand(document, CONTEXTS)
    return frozenset(node.get("@type", []))


@pytest.mark.parametrize("document", BASES)
def test_a_document_of_a_known_kind_is_taken_and_says_the_same(document: dict[str, Any]) -> None:
    assert compiled(document) == general(document)


@pytest.mark.parametrize("seed", range(10))
def test_a_changed_document_says_the_same_or_is_declined(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - a draw, not a secret
    taken = 0
    for _ in range(200):
        document = changed(draw.choice(BASES), draw)
        text = compiled(document)
        if text is not None:
            taken += 1
            assert text == general(document)
            assert types_compiled(document, CONTEXTS) == general_types(document)
    assert taken > 20


def test_both_hashes_of_the_suites_are_served() -> None:
    document = presentation("z3x", "z44")
    text = canonicalize_compiled(document, CONTEXTS, "sha384")
    assert text == rdfc10.canonicalize(statements(document, CONTEXTS), hash_name="sha384").nquads
    assert text != compiled(document)


# --- traps, each found by running other people's code


def test_cards_with_identical_proofs_look_alike_and_are_left_to_rdfc() -> None:
    document = presentation("z3x", "z3x")
    assert compiled(document) is None
    assert canonicalize(document, CONTEXTS) == general(document)


def test_statements_are_compared_before_their_nodes_are_named() -> None:
    document = presentation("z3x", "z44", "z55")
    assert compiled(document) == general(document)
    assert general(document).count("_:c14n") > 6


@pytest.mark.parametrize(
    "document",
    [
        {**rich_document(), "id": "ex:bar"},
        {**card(), "id": "_:b0"},
        {**card(), "id": "relative"},
        {**card(), "id": "https://a.example/a b"},
        {**card(), "id": "x-relative-identifier://refused/index.html"},
        {**card(), "undefined": "x"},
        {**rich_document(), "label": 2**53},
        {**rich_document(), "label": 1.0},
        {**rich_document(), "set": ["a", "a"]},
        {**rich_document(), "amount": "2.5"},
        {**rich_document(), "label": "\ud800"},
        {**rich_document(), "label": []},
        {"@context": RICH, "id": "https://a.example/1", "label": "x", "same": "y"},
        {**rich_document(), "known": {"id": "https://a.example/1", "label": "x"}},
        {**rich_document(), "graphs": [{"id": "https://g.example"}]},
        {**card(), "@context": [V2, None]},
        {**card(), "@context": [V2, {"x": "https://x.example"}]},
        {**card(), "@context": [V2, "https://unknown.example/context"]},
        {name: value for name, value in card().items() if name != "@context"},
    ],
)
def test_what_is_refused_or_hard_to_say_is_none_of_its_business(document: dict[str, Any]) -> None:
    assert compiled(document) is None


@pytest.mark.parametrize("value", [{"a": 1}, "text", ["\ue000", "\U00010000"]])
def test_json_literals_are_left_to_the_general_way(value: object) -> None:
    document = {**rich_document(), "raw": value}
    assert compiled(document) is None
    assert not general(document).startswith("refused")


def test_documents_larger_or_deeper_than_credentials_are_left_to_the_general_way() -> None:
    assert compiled({**rich_document(), "set": [str(number) for number in range(3_000)]}) is None
    deep: dict[str, Any] = {"label": "x"}
    for _ in range(12):
        deep = {"scoped": deep}
    assert compiled({**rich_document(), **deep}) is None


def test_the_words_of_strangers_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "MOST_WORDS", 100)
    monkeypatch.setattr(scope, "MOST_SCOPES", 100)
    contexts = known_contexts()
    for number in range(60):
        document = {**card(), "credentialSubject": {"id": "did:key:z6Mk", f"word{number}": "x"}}
        assert canonicalize_compiled(document, contexts, "sha256") is None
    assert contexts.machine.learned < 120  # it began anew, once and not for each stranger
    assert canonicalize_compiled(card(), contexts, "sha256") == general(card())


def test_another_set_of_contexts_has_another_machine() -> None:
    mine, other = known_contexts(), known_contexts()
    assert mine.machine is not other.machine
    assert canonicalize_compiled({**card(), "proof": proof()}, mine, "sha256") == general({**card(), "proof": proof()})
