"""Documents of which a JSON-LD processor, left to itself, signs less than they say; one loss each, by name."""

from __future__ import annotations

from typing import Any

from tests.credentials.jsonld.test_safe_mode import CITY, V2, card, presentation, with_member

ELSEWHERE = "https://elsewhere.example/v1"

LOSSES: dict[str, dict[str, Any]] = {
    "an undefined term": with_member("favouriteColour", "blue"),
    "an undefined term in a claim": card(nickname="x"),
    "an undefined term deep in a claim": card(homepage={"id": "urn:x", "level": {"nickname": "x"}}),
    "a term of version 1.1 in version 2.0": with_member("expirationDate", "2026-01-01T00:00:00Z"),
    "a proof inside of a claim": card(proof={"type": "DataIntegrityProof", "proofValue": "z2"}),
    "a term whose meaning was removed": card(gone="x"),
    "a relative identifier": {**card(), "id": "card-1"},
    "a relative identifier of the subject": {**card(), "credentialSubject": {"id": "holder", "level": "gold"}},
    "a relative reference": card(homepage="index.html"),
    "a reference that begins at the root": card(homepage="/index.html"),
    "a relative type": card(type="Undefined"),
    "a relative datatype": card(level={"@value": "x", "@type": "undefined"}),
    "a relative name of a member": with_member("relative/path", "x"),
    "an identifier with a space": card(homepage="https://city.example/a b"),
    "a value that is null": card(level=None),
    "a value object that is null": card(level={"@value": None}),
    "a null in an array": card(level=["gold", None]),
    "a language without a value": card(level={"@language": "de"}),
    "a language that is none": card(level={"@value": "x", "@language": "de_AT"}),
    "an empty set": card(level={"@set": []}),
    "a text in the place of a graph": {"@context": [V2], "@graph": ["urn:x", {"id": "urn:y", "type": ["LibraryCard"]}]},
    "a text in the place of a credential": presentation("urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33"),
    "an identifier alone in the place of a credential": presentation({"id": "urn:x"}),
    "an identifier alone": {"@context": [V2], "id": "urn:x"},
    "a keyword that does not exist": with_member("@comment", "x"),
    "an identifier like a keyword": card(homepage="@ignored"),
    "an index": card(level={"@value": "x", "@index": "1"}),
    "a name of a blank node as a member": with_member("_:b0", "x"),
    "@base in the document": {**card(), "@context": [V2, CITY, {"@base": "https://city.example/"}]},
    "@vocab in the document": {**card(), "@context": [V2, CITY, {"@vocab": "https://city.example/terms#"}]},
    "a context written out in the document": {**card(), "@context": [V2, CITY, {"nickname": "urn:nickname"}]},
    "a context that is null": {**card(), "@context": [V2, CITY, None]},
    "an unknown context": {**card(), "@context": [V2, CITY, ELSEWHERE]},
    "an unknown context of a claim": card(**{"@context": ELSEWHERE}),
    "an unknown context of a credential in a presentation": presentation({**card(), "@context": [V2, ELSEWHERE]}),
    "a protected term that a claim defines anew": card(**{"@context": {"level": "urn:other"}}),
}
