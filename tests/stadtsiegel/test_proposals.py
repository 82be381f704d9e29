"""What the authority is asked to say: documents by digest, and whether a whole card is too much."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stadtsiegel.statements import propose_to_ask, propose_type
from tests.use_cases.package_texts import ALL_FORMATS, GOOD, load_text
from trust_registry.reading.registry import parse_type_entry
from trust_registry.reading.wire_shape import judge_shape
from use_cases.derive.query import dcql_query
from use_cases.derive.type_metadata import type_metadata_document
from use_cases.load import load_catalogue
from use_cases.local_text import LocalText
from use_cases.use_case import Claim, Kind

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


def test_a_type_is_proposed_with_every_claim_of_its_cards_and_a_purpose_with_its_right(tmp_path: Path) -> None:
    kind = load_text(tmp_path, ALL_FORMATS + GOOD)
    claims = propose_type(kind, issuer_url=ISSUER)["claims"]
    assert claims == [["credentialSubject", claim.name] for claim in kind.card_claims]
    for purpose in kind.purposes:
        proposed = propose_to_ask(kind, purpose=purpose.id, entity="did:web:museum.example", name=NAME)
        assert judge_shape(proposed, "new_statement") == []
        assert proposed["legal_basis"] == purpose.legal_basis.to_json()
        assert not any(claim not in claims for claim in proposed["claims"])


def test_a_claim_in_a_group_is_proposed_by_its_path_and_one_that_is_only_asked_for_not_at_all() -> None:
    label, of_text = LocalText("x", "x"), Kind.TEXT
    city, street = (Claim(name, of_text, label, mandatory=True) for name in ("city", "street"))
    kind = load_catalogue()["library_card"]
    claims = (
        Claim("address", Kind.GROUP, label, mandatory=True, members=(city, street)),
        Claim("birthDate", Kind.DATE, label, mandatory=True, on_card=False),
    )
    proposed = propose_type(replace(kind, claims=claims, formats=()), issuer_url=ISSUER)
    assert proposed["claims"] == [["credentialSubject", "address", "city"], ["credentialSubject", "address", "street"]]


def test_a_claim_that_a_card_may_lack_is_proposed_as_optional() -> None:
    kind = load_catalogue()["event_ticket"]
    who = {"entity": "did:web:stage.example", "name": NAME}
    proposed = propose_to_ask(kind, purpose="admission", **who)  # type: ignore[arg-type]
    assert proposed["optional"] == [["credentialSubject", "seats"]]
    assert judge_shape(proposed, "new_statement") == []
    (queried, _) = dcql_query(kind, kind.purpose("admission"))["credentials"]
    assert [len(claims) for claims in queried["claim_sets"]] == [5, 4]


def test_what_the_officer_sees_is_proposed_where_it_is_less() -> None:
    kind = load_catalogue()["library_card"]
    lending = replace(kind.purpose("lending"), officer_sees=(("category",),))
    kind = replace(kind, purposes=(lending, kind.purpose("reduced_entry")))
    who = {"entity": "did:web:museum.example", "name": NAME}
    proposed = propose_to_ask(kind, purpose="lending", **who)  # type: ignore[arg-type]
    assert proposed["officer_sees"] == [["credentialSubject", "category"]]
    assert "officer_sees" not in propose_to_ask(kind, purpose="reduced_entry", **who)  # type: ignore[arg-type]
