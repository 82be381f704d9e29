"""A third reader, written in Rust, says of changed documents what compiled contexts say, but for a few known things.

It has no loader for contexts, so it gets them written out in the document.
"""

from __future__ import annotations

import json
import random
from typing import Any

import pyoxigraph

from credentials.jsonld.compiled.canonicalize import canonicalize_compiled
from tests.credentials.jsonld.generated_documents import BASES, PLAIN, changed, known_contexts

CONTEXTS = known_contexts()
BODIES = {url: json.loads(content)["@context"] for url, content in CONTEXTS.documents.items()}


def test_pyoxigraph_says_the_same() -> None:
    draw = random.Random(3)  # noqa: S311 - a draw, not a secret
    compared = 0
    while compared < 300:
        document = changed(draw.choice(BASES), draw)
        text = canonicalize_compiled(document, CONTEXTS, "sha256")
        if text is not None and not _read_otherwise(document, text):
            compared += 1
            assert text == _by_pyoxigraph(document)


def _read_otherwise(document: dict[str, Any], text: str) -> bool:
    """Directions it writes in RDF 1.2; texts in languages of one letter it leaves out."""
    of_one_letter = any(line.removesuffix(" .")[-2:-1] == "@" for line in text.splitlines())
    return "i18n#" in text or PLAIN in json.dumps(document) or of_one_letter


def _by_pyoxigraph(document: dict[str, Any]) -> str:
    written = json.dumps(_with_bodies(document)).encode()
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(written, format=pyoxigraph.RdfFormat.JSON_LD))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode().splitlines(keepends=True)
    return "".join(sorted(lines))


def _with_bodies(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_bodies(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _bodies(member) if name == "@context" else _with_bodies(member) for name, member in value.items()}


def _bodies(context: Any) -> Any:
    """The contexts by their content; one alone not as a list, in which it would not propagate."""
    bodies = [BODIES[url] for url in (context if isinstance(context, list) else [context])]
    return bodies if len(bodies) > 1 else bodies[0]
