"""One card is asked for in every format that will do, preferred first, and never by more than is allowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from credentials.dcql.ask import ASKED_FORMATS, ask_for_card, place_of
from credentials.dcql.match import Holding, select
from credentials.dcql.query import parse_query
from credentials.errors import QueryError
from credentials.strict_json import JsonObject

CARD = "https://musterstadt.example/credentials/LibraryCard"
BASE = "https://www.w3.org/2018/credentials#VerifiableCredential"
CATEGORY = ("credentialSubject", "category")
ALL = frozenset(ASKED_FORMATS)


def asked(
    *claims: tuple[str | int | None, ...],
    formats: frozenset[str] = ALL,
) -> JsonObject:
    return ask_for_card(CARD, claims or (CATEGORY,), formats=formats)


def test_each_format_has_a_query_of_its_own_and_the_selective_one_is_preferred() -> None:
    query = asked()
    assert [one["format"] for one in query["credentials"]] == ["dc+sd-jwt", "ldp_vc"]
    assert query["credential_sets"] == [{"options": [["dc_sd-jwt"], ["ldp_vc"]]}]


def test_type_and_claims_stand_where_each_format_has_them() -> None:
    sd_jwt, ldp = asked()["credentials"]
    assert sd_jwt["meta"] == {"vct_values": [CARD]}
    assert sd_jwt["claims"] == [{"path": ["category"]}]
    assert ldp["meta"] == {"type_values": [[BASE, CARD]]}
    assert ldp["claims"] == [{"path": ["credentialSubject", "category"]}]


def test_what_has_no_place_in_any_accepted_format_is_not_asked_at_all() -> None:
    with pytest.raises(QueryError):
        asked(("validUntil",), formats=frozenset({"dc+sd-jwt"}))


@pytest.mark.parametrize("path", [("validUntil",), ("credentialSubject",)])
def test_a_format_in_which_a_claim_has_no_place_is_left_out(path: tuple[str, ...]) -> None:
    assert [one["format"] for one in asked(CATEGORY, path)["credentials"]] == ["ldp_vc"]
    assert place_of(path, format_id="dc+sd-jwt") is None


def test_a_format_that_cannot_be_asked_for_gives_no_place() -> None:
    assert place_of(CATEGORY, format_id="vc+jwt") is None


def test_our_own_reader_takes_the_query_and_a_wallet_shows_the_preferred_card_alone() -> None:
    query = parse_query(asked())
    sd_jwt = Holding("b", "dc+sd-jwt", frozenset({CARD}), {"category": "adult"})
    ldp = Holding("a", "ldp_vc", frozenset({BASE, CARD}), {"credentialSubject": {"category": "adult"}})
    both, only_ldp = select(query, [ldp, sd_jwt]), select(query, [ldp])
    assert both is not None
    assert list(both.choices) == ["dc_sd-jwt"]
    assert only_ldp is not None
    assert list(only_ldp.choices) == ["ldp_vc"]
    assert select(query, []) is None


def test_the_query_fits_the_published_schema_of_dcql(vectors: Path) -> None:
    query = asked(formats=frozenset({"dc+sd-jwt"}))
    schema = json.loads((vectors / "openid4vc-schemas" / "oid4vp" / "dcql_request.json").read_text("utf-8"))
    assert list(Draft7Validator(schema).iter_errors(query)) == []
