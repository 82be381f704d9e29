"""Documents that lean on every corner of a context, and small random changes of them; the same for the same seed."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from credentials.jsonld.context_set import ContextSet
from use_cases.derive.context import context_bytes
from use_cases.load import load_catalogue

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

V2 = "https://www.w3.org/ns/credentials/v2"
RICH = "https://city.example/contexts/rich"
PLAIN = "https://city.example/contexts/plain"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_RICH_TERMS: dict[str, Any] = {
    "@version": 1.1,
    "ex": "https://ex.example/",
    "id": "@id",
    "type": "@type",
    "val": "@value",
    "ident": "@id",
    "Thing": {
        "@id": "ex:Thing",
        "@context": {
            "inThing": "ex:inThing",
            "label": "ex:labelOfThing",
            "part": {"@id": "ex:part", "@type": "@id"},
        },
    },
    "Prop": {"@id": "ex:Prop", "@context": {"@propagate": True, "deep": "ex:deep"}},
    "label": "ex:label",
    "same": "ex:label",
    "known": {"@id": "ex:known", "@type": "@id"},
    "kind": {"@id": "ex:kind", "@type": "@vocab"},
    "when": {"@id": "ex:when", "@type": f"{_XSD}dateTime"},
    "amount": {"@id": "ex:amount", "@type": f"{_XSD}double"},
    "list": {"@id": "ex:list", "@container": "@list"},
    "names": {"@id": "ex:names", "@container": "@list", "@type": "@id"},
    "set": {"@id": "ex:set", "@container": "@set"},
    "raw": {"@id": "ex:raw", "@type": "@json"},
    "de": {"@id": "ex:de", "@language": "DE"},
    "rtl": {"@id": "ex:rtl", "@language": "ar", "@direction": "rtl"},
    "none": {"@id": "ex:none", "@type": "@none"},
    "scoped": {
        "@id": "ex:scoped",
        "@context": {"label": "ex:scopedLabel", "scoped": {"@id": "ex:scoped", "@type": "@id"}},
    },
    "rows": {"@id": "ex:rows", "@container": "@list", "@context": {"area": "ex:area"}},
    "graphs": {"@id": "ex:graphs", "@container": "@graph"},
    "pointer": {"@id": "ex:pointer", "@type": "@id", "@context": {"x": "ex:x"}},
}
_PLAIN_TERMS: dict[str, Any] = {
    "@language": "en",
    "@direction": "ltr",
    "id": "@id",
    "type": "@type",
    "ex": "https://ex.example/",
    "plain": "ex:plain",
    "day": {"@id": "ex:day", "@type": f"{_XSD}date"},
    "T": {"@id": "ex:T", "@context": {"@language": "fr", "plain": "ex:plainOfT"}},
}


_kinds = cache(load_catalogue)


def known_contexts() -> ContextSet:
    """The bundled contexts, those of the catalogue, and two that use what credentials seldom do."""
    contexts = ContextSet.bundled()
    for kind in _kinds().values():
        contexts = contexts.with_context(kind.context_url, context_bytes(kind))
    for url, terms in ((RICH, _RICH_TERMS), (PLAIN, _PLAIN_TERMS)):
        contexts = contexts.with_context(url, json.dumps({"@context": terms}).encode())
    return contexts


def card() -> dict[str, Any]:
    """A library card as it is issued, but for a status entry without an identifier."""
    kind = _kinds()["library_card"]
    return {
        "@context": list(kind.contexts),
        "id": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        "type": list(kind.types),
        "issuer": {
            "id": "did:web:city.example",
            "name": [{"@value": "Bücherei", "@language": "de"}, {"@value": "Library", "@language": "en"}],
        },
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:key:z6Mk", "cardNumber": "M-00012345", "category": "adult"},
        "credentialStatus": [
            {
                "id": "https://city.example/status/1#7",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "7",
                "statusListCredential": "https://city.example/status/1",
            },
            {"type": "BitstringStatusListEntry", "statusPurpose": "suspension", "statusListIndex": "8"},
        ],
        "credentialSchema": {"id": kind.schema_url, "type": "JsonSchema"},
    }


def proof(value: str = "z3x") -> dict[str, Any]:
    """A proof, without contexts of its own."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": "did:web:city.example#key-1",
        "proofPurpose": "assertionMethod",
        "proofValue": value,
    }


def presentation(*values: str) -> dict[str, Any]:
    """A presentation of cards with these proof values."""
    cards = [{**card(), "id": f"urn:x:{number}", "proof": proof(value)} for number, value in enumerate(values)]
    return {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": "did:key:z6Mk",
        "verifiableCredential": cards,
    }


def rich_document() -> dict[str, Any]:
    """A document with nearly every kind of term."""
    return {
        "@context": RICH,
        "id": "https://a.example/1",
        "type": ["Thing", "Prop"],
        "label": 'x\ny"',
        "inThing": "t",
        "known": "https://b.example/2",
        "kind": "Thing",
        "when": "2026-01-01T00:00:00Z",
        "amount": 2.5,
        "list": ["a", "b", {"id": "https://c.example", "label": "c"}, 3],
        "names": ["https://q.example/1"],
        "set": ["1", 2, True],
        "de": "hallo",
        "rtl": "سلام",
        "scoped": {"label": "in", "known": {"id": "https://d.example", "label": "d"}},
        "rows": [{"area": "x"}, {"area": "y"}],
        "graphs": [{"id": "https://g.example", "label": "g"}],
        "none": "n",
        "part": {"id": "https://p.example"},
        "pointer": {"x": "y"},
        "deep": "z",
    }


BASES = (
    card(),
    {**card(), "proof": proof()},
    presentation("z3x", "z44", "z55"),
    {**proof(), "@context": card()["@context"], "challenge": "abc", "domain": "https://a.example"},
    rich_document(),
    {"@context": RICH, "type": "Thing", "known": {"type": "Prop", "deep": "1", "known": {"deep": "2", "label": "q"}}},
    {"@context": PLAIN, "id": "https://a.example/2", "type": "T", "plain": "bonjour", "day": "2026-01-01"},
    {"@context": [PLAIN, RICH], "id": "https://a.example/2", "plain": ["a", {"@value": "b"}], "label": {"plain": "w"}},
)

_TEXTS: tuple[Any, ...] = (
    *(
        "",
        "x",
        "https://e.example/a",
        "did:key:z6",
        "_:b0",
        "ex:bar",
        "@id",
        "urn:x",
        "2.5",
        "1E0",
        "2.5E0",
        "Thing",
        "T",
    ),
    *(
        "rel/ative",
        "a b",
        "https://e.example/a b",
        "\u0000\u007f",
        "😀",
        "\ud800",
        "de",
        "DE",
        V2,
        RICH,
        ":x",
        "@weird",
    ),
)
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 7, -1, 2**53, 2**60, 1.0, 2.5, 1e21, 1e-7, [], {}, [[]], [None]),
    *({"@value": "v"}, {"@value": "v", "@language": "EN"}, {"@value": 5}, {"@value": "v", "@type": f"{_XSD}date"}),
    *({"@id": "https://i.example"}, {"id": "https://i.example"}, {"@set": ["a"]}, {"@list": ["a"]}, {"val": "x"}),
    *({"ident": "https://i.example"}, {"id": "https://i.example", "label": "z"}, {"@value": "v", "@direction": "rtl"}),
    *({"@value": "", "@language": "x y"}, {"label": "solo"}, {"type": "Thing"}, {"type": ["Thing", "Thing"]}),
    *(["a", "a"], ["a", {"@value": "a"}], {"x": "y"}, {"@context": RICH, "label": "q"}),
)
_NAMES = (
    *(name for name in (*_RICH_TERMS, *_PLAIN_TERMS) if name not in ("@version", "@direction", "@language")),
    *("inThing", "part", "deep", "area", "x", "@id", "@type", "@context", "@graph", "@reverse", "@nest", "@index"),
    *("@value", "@language", "ex:bar", "https://k.example/p", "undefined", "name", "description", "proof"),
    *("credentialSubject", "issuer", "verifiableCredential", "cardNumber", "statusPurpose"),
)


def changed(document: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """The document with up to three random changes of members, names and values."""
    result = copy.deepcopy(document)
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        _change(result, draw)
    return result


def _change(document: dict[str, Any], draw: random.Random) -> None:
    places = list(_places(document, ()))
    place = draw.choice(places)
    node = _at(document, place)
    value = copy.deepcopy(draw.choice([*_VALUES, *_TEXTS, _at(document, draw.choice(places))]))
    if isinstance(node, dict) and node and draw.random() < 0.5:
        name = draw.choice(sorted(node))
        match draw.randrange(3):
            case 0:
                del node[name]
            case 1:
                node[draw.choice(_NAMES)] = node.pop(name)
            case _:
                node[draw.choice(_NAMES)] = value
    elif isinstance(node, list) and draw.random() < 0.5:
        node.append(value)
    elif place:
        _at(document, place[:-1])[place[-1]] = value


def _places(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    yield place
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in inside:
        yield from _places(member, (*place, step))


def _at(document: Any, place: tuple[str | int, ...]) -> Any:
    for step in place:
        document = document[step]
    return document
