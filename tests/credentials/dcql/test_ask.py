"""One card is asked for in every format that will do, preferred first, and never by more than is allowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from credentials.dcql.ask import ASKED_FORMATS, ask_for_card, place_of
from credentials.dcql.claims_path import ClaimsPath
from credentials.dcql.match import Holding, select, unanswered
from credentials.dcql.query import CredentialQuery, Query, parse_query
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


@pytest.mark.parametrize("optional", [(), (CATEGORY,)])
def test_the_query_fits_the_published_schema_of_dcql(vectors: Path, optional: tuple[ClaimsPath, ...]) -> None:
    claims = (CATEGORY, ("credentialSubject", "address", "city"))
    query = ask_for_card(CARD, claims, formats=frozenset({"dc+sd-jwt"}), optional=optional)
    schema = json.loads((vectors / "openid4vc-schemas" / "oid4vp" / "dcql_request.json").read_text("utf-8"))
    assert list(Draft7Validator(schema).iter_errors(query)) == []


def asked_of_an_sd_jwt(names: str, *, optional: str) -> CredentialQuery:
    claims, lacking = ([("credentialSubject", name) for name in some] for some in (names, optional))
    query = ask_for_card(CARD, claims, formats=frozenset({"dc+sd-jwt"}), optional=lacking)
    return parse_query(query).credentials[0]


def sets_of(query: CredentialQuery) -> list[str]:
    return ["".join(str(claim.path[0]) for claim in claims) for claims in query.claim_options]


@pytest.mark.parametrize(
    ("names", "optional", "sets"),
    [
        ("ab", "", ["ab"]),
        ("ab", "b", ["ab", "a"]),
        ("abc", "bc", ["abc", "ab", "ac", "a"]),
        ("a", "a", ["a"]),
        ("ab", "ab", ["ab", "a", "b"]),
        ("abcdef", "bcdef", ["abcdef", "a"]),
    ],
)
def test_a_card_answers_with_as_many_optional_claims_as_it_has(names: str, optional: str, sets: list[str]) -> None:
    query = asked_of_an_sd_jwt(names, optional=optional)
    assert sets_of(query) == sets
    for answered in sets:
        holding = Holding("x", "dc+sd-jwt", frozenset({CARD}), dict.fromkeys(answered, 1))
        assert unanswered(query, holding) == ()
        chosen = select(Query((query,), ()), [holding])
        assert chosen is not None
        assert chosen.choices[query.id][0].paths == tuple((name,) for name in answered)


def test_what_is_not_optional_is_missed() -> None:
    query = asked_of_an_sd_jwt("ab", optional="b")
    (gap,) = unanswered(query, Holding("x", "dc+sd-jwt", frozenset({CARD}), {"b": 1}))
    assert gap.path == ("a",)
