"""What the authority is asked to say: documents by digest, and whether a whole card is too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stadtsiegel.statements import propose_to_ask, propose_type
from tests.use_cases.package_texts import ALL_FORMATS, GOOD, load_text
from trust_registry.reading.registry import parse_type_entry
from use_cases.derive.type_metadata import type_metadata_document

if TYPE_CHECKING:
    from pathlib import Path

ISSUER = "https://ausweise.musterstadt.example"
NAME = {"de": "Museum", "en": "Museum"}


def test_type_metadata_are_proposed_for_a_type_with_an_sd_jwt_form_alone(tmp_path: Path) -> None:
    without = propose_type(load_text(tmp_path, GOOD), issuer_url=ISSUER)
    assert "type_metadata" not in without
    assert parse_type_entry(without).type_metadata is None
    kind = load_text(tmp_path, ALL_FORMATS + GOOD)
    proposed = parse_type_entry(propose_type(kind, issuer_url=ISSUER)).type_metadata
    assert proposed is not None
    document = type_metadata_document(kind)
    assert (proposed.id, proposed.sha256) == (document.id, document.sha256)
    assert proposed.url == f"{ISSUER}/use-cases/library_card/v1/type-metadata.json"


def test_a_purpose_that_refuses_whole_cards_is_proposed_as_such(tmp_path: Path) -> None:
    strict = GOOD.replace('selective_disclosure = "preferred"', 'selective_disclosure = "required"', 1)
    kind = load_text(tmp_path, ALL_FORMATS + strict)
    said = {
        purpose: propose_to_ask(kind, purpose=purpose, entity="did:web:museum.example", name=NAME)[
            "selective_disclosure"
        ]
        for purpose in ("lending", "reduced_entry")
    }
    assert said == {"lending": "required", "reduced_entry": "preferred"}
