"""The contexts that count: shipped byte for byte, extended only by documents that cannot hide anything."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from credentials.errors import ContextError
from credentials.jsonld import context_set
from credentials.jsonld.canonicalize import canonicalize
from credentials.jsonld.context_set import ContextSet
from credentials.jsonld.contexts import BUNDLED

URL = "https://city.example/contexts/card/v1"


def context(terms: Any) -> bytes:
    return json.dumps({"@context": terms}).encode()


@pytest.mark.parametrize("url", BUNDLED)
def test_a_bundled_context_has_exactly_the_bytes_of_its_digest(url: str) -> None:
    document = ContextSet.bundled().get(url)
    assert hashlib.sha256(document).hexdigest() == BUNDLED[url].sha256 == ContextSet.bundled().digest(url)


def test_trap_a_bundled_context_with_other_bytes_is_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(iter(BUNDLED))
    changed = dict(BUNDLED) | {first: BUNDLED[first]._replace(sha256="0" * 64)}
    monkeypatch.setattr(context_set, "BUNDLED", changed)
    context_set._bundled.cache_clear()
    try:
        with pytest.raises(ContextError, match=first):
            ContextSet.bundled()
    finally:
        context_set._bundled.cache_clear()


def test_the_bundled_contexts_are_the_official_ones(vectors: Path) -> None:
    official = {path.read_bytes() for path in (vectors / "contexts").iterdir()}
    missing = {url for url in BUNDLED if ContextSet.bundled().get(url) not in official}
    # The first is not of the W3C; in the place of the second lies another file: its digest is the one of the REC.
    assert missing <= {"https://w3id.org/security/suites/ed25519-2020/v1", "https://www.w3.org/ns/credentials/v2"}


def test_every_bundled_context_would_be_accepted_from_outside_too() -> None:
    contexts = ContextSet({})
    for url in BUNDLED:
        contexts = contexts.with_context(url, ContextSet.bundled().get(url))
    assert contexts.documents == ContextSet.bundled().documents


def test_no_context_lies_in_the_folder_that_the_table_does_not_name() -> None:
    folder = files("credentials.jsonld.contexts")
    assert {file.name for file in folder.iterdir() if file.name.endswith(".jsonld")} == {
        bundled.file for bundled in BUNDLED.values()
    }


def test_a_set_with_one_more_context_leaves_the_first_as_it_was() -> None:
    more = ContextSet.bundled().with_context(URL, context({"level": "urn:level"}))
    assert URL in more
    assert URL not in ContextSet.bundled()


def test_the_same_context_again_changes_nothing() -> None:
    contexts = ContextSet.bundled().with_context(URL, context({"level": "urn:level"}))
    assert contexts.with_context(URL, context({"level": "urn:level"})) is contexts


def test_other_bytes_under_a_known_address_are_refused() -> None:
    contexts = ContextSet.bundled().with_context(URL, context({"level": "urn:level"}))
    with pytest.raises(ContextError, match="another document"):
        contexts.with_context(URL, context({"level": "urn:other"}))


def test_a_context_that_is_not_in_the_set_does_not_exist() -> None:
    with pytest.raises(ContextError):
        ContextSet.bundled().get(URL)


@pytest.mark.parametrize(
    "terms",
    [
        {"@import": "https://www.w3.org/ns/credentials/v2"},
        {"@base": "https://city.example/"},
        {"@base": None},
        {"@vocab": "https://city.example/#"},
        {"@vocab": None},
        {"card": {"@id": "urn:card", "@context": {"@vocab": "urn:x"}}},
        {"card": {"@id": "urn:card", "@context": "https://elsewhere.example/v1"}},
        {"card": {"@id": "urn:card", "@context": [None, "https://elsewhere.example/v1"]}},
        {"card": {"@id": "urn:card", "@context": {"inner": {"@id": "urn:i", "@context": {"@import": "x"}}}}},
        {"names": {"@id": "urn:names", "@container": "@language"}},
        {"names": {"@id": "urn:names", "@container": ["@index", "@set"]}},
        {"children": {"@reverse": "urn:parent"}},
        {"more": {"@id": "urn:more", "@nest": "@nest"}},
        [{"level": "urn:level"}, "https://elsewhere.example/v1"],
        "https://elsewhere.example/v1",
        None,
    ],
)
def test_a_context_that_could_hide_something_is_refused(terms: Any) -> None:
    with pytest.raises(ContextError):
        ContextSet.bundled().with_context(URL, context(terms))


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b"\xff", b'{"@context":{},"@context":{}}', b"{" * 5000])
def test_what_is_no_context_is_refused(document: bytes) -> None:
    with pytest.raises(ContextError):
        ContextSet.bundled().with_context(URL, document)


@pytest.mark.parametrize(
    "url", ["http://city.example/v1", "contexts/v1", "file:///etc/passwd", "https://city.example/a b"]
)
def test_a_context_without_an_https_address_is_refused(url: str) -> None:
    with pytest.raises(ContextError):
        ContextSet.bundled().with_context(url, context({}))


def test_two_sets_with_other_bytes_under_one_address_never_mix() -> None:
    document = {"@context": URL, "@id": "urn:card", "level": "gold"}
    one = ContextSet({}).with_context(URL, context({"level": "urn:one"}))
    two = ContextSet({}).with_context(URL, context({"level": "urn:two"}))
    for _ in range(2):
        assert canonicalize(document, one) == '<urn:card> <urn:one> "gold" .\n'
        assert canonicalize(document, two) == '<urn:card> <urn:two> "gold" .\n'


def test_processing_a_document_does_not_change_the_bytes_of_a_context() -> None:
    contexts = ContextSet.bundled()
    before = dict(contexts.documents)
    canonicalize({"@context": "https://www.w3.org/ns/did/v1", "id": "did:example:1", "alsoKnownAs": "urn:x"}, contexts)
    assert contexts.documents == before


INLINE = [{"@protected": True, "level": "urn:city:level"}]


def with_inline(*terms: Any) -> dict[str, Any]:
    return {"@context": list(terms), "@id": "urn:card", "level": "gold"}


def test_terms_that_a_document_brings_with_it_are_refused() -> None:
    with pytest.raises(ContextError, match="inline"):
        canonicalize(with_inline(*INLINE), ContextSet({}))
    assert not ContextSet.bundled().allows_inline


def test_terms_that_a_document_brings_with_it_count_where_a_test_suite_needs_them() -> None:
    contexts = ContextSet({}).with_inline_contexts()
    assert canonicalize(with_inline(*INLINE), contexts) == '<urn:card> <urn:city:level> "gold" .\n'
    assert contexts.with_context(URL, context({})).allows_inline
    assert not ContextSet({}).allows_inline


@pytest.mark.parametrize(
    "terms",
    [
        [{"@vocab": "urn:x#"}],
        [{"@base": "https://city.example/"}],
        [{"@import": URL}],
        [{"level": {"@id": "urn:x", "@context": URL}}],
        [{"level": {"@id": "urn:x", "@container": "@index"}}],
        [{"level": {"@reverse": "urn:x"}}],
        [*INLINE, {"level": "urn:other"}],
        [None],
        [7],
        [],
    ],
    ids=str,
)
def test_terms_that_a_document_brings_with_it_cannot_hide_anything_either(terms: list[Any]) -> None:
    with pytest.raises(ContextError):
        canonicalize(with_inline(*terms), ContextSet({}).with_inline_contexts())
