"""jsonld.js says of changed documents what our compiled contexts say of them."""

from __future__ import annotations

import json
import random
from typing import Any

from credentials.jsonld.compiled.canonicalize import canonicalize_compiled
from tests.credentials.jsonld.generated_documents import BASES, changed, known_contexts
from tests.interop.conftest import RunNode

CONTEXTS = known_contexts()


async def test_what_is_taken_says_the_same_in_javascript(run_node: RunNode) -> None:
    draw = random.Random(6)  # noqa: S311 - a draw, not a secret
    taken: list[tuple[dict[str, Any], str]] = []
    while len(taken) < 1_000:
        document = changed(draw.choice(BASES), draw)
        text = canonicalize_compiled(document, CONTEXTS, "sha256")
        if text is not None:
            taken.append((document, text))
    question = {
        "documents": [document for document, _ in taken],
        "contexts": {url: json.loads(content) for url, content in CONTEXTS.documents.items()},
    }
    theirs = (await run_node("canonize.mjs", question))["answers"]
    differing = [
        (document, ours, other) for (document, ours), other in zip(taken, theirs, strict=True) if ours != other
    ]
    assert differing == []
