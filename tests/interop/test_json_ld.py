"""The safe mode of jsonld.js and ours: what it refuses we refuse, and what both accept has the same statements."""

from __future__ import annotations

import json
from typing import Any

from credentials.errors import CredentialError
from credentials.jsonld.canonicalize import canonicalize
from tests.credentials.jsonld.losses import LOSSES
from tests.credentials.jsonld.test_safe_mode import CONTEXTS, card, presentation, with_member
from tests.interop.conftest import RunNode

LOSSLESS: dict[str, dict[str, Any]] = {
    "a card": card(),
    "a presentation": presentation(card(), {**card(), "id": "urn:uuid:2"}),
    "texts in languages": with_member("name", [{"@value": "Ausweis", "@language": "de-AT"}, {"@value": "Card"}]),
    "a text with a direction": with_member("name", {"@value": "x", "@language": "ar", "@direction": "rtl"}),
    "a text with a direction and no language": with_member("description", {"@value": "x", "@direction": "ltr"}),
    "numbers": card(count=[7, 2.5, -0.001, True], weight=5, price="2.50"),
    "a list": card(steps=["b", "a", "b"]),
    "an empty list": card(steps=[]),
    "JSON": card(settings={"b": None, "a": [1, [], {"@context": "x"}]}),
    "a reference": card(homepage={"id": "https://city.example/", "level": "x"}),
    "letters": card(level='ß"\\\n\t\x07\x7f\u202e\U0001f3f3'),
}
# We are stricter, on purpose: these would be signed in part, or not alike everywhere.
REFUSED_HERE_ONLY = {
    "a context written out in the document",
    "@vocab in the document",
    "@base in the document",
    "a value that is null",
    "a null in an array",
    "an empty set",
    "an index",
}


async def test_both_sides_lose_nothing_and_say_the_same(run_node: RunNode) -> None:
    documents = {**LOSSES, **LOSSLESS}
    question = {
        "documents": list(documents.values()),
        "contexts": {url: json.loads(document) for url, document in CONTEXTS.documents.items()},
    }
    theirs = dict(zip(documents, (await run_node("canonize.mjs", question))["answers"], strict=True))
    ours = {name: _canonical_or_none(document) for name, document in documents.items()}
    assert {name for name in LOSSES if ours[name] is not None} == set()
    assert {name: ours[name] for name in LOSSLESS} == {name: theirs[name] for name in LOSSLESS}
    assert {name for name in LOSSES if theirs[name] is not None} == REFUSED_HERE_ONLY


def _canonical_or_none(document: dict[str, Any]) -> str | None:
    try:
        return canonicalize(document, CONTEXTS)
    except CredentialError:
        return None
