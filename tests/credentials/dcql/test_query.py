"""Reading DCQL queries: the specification's examples pass, everything that breaks a rule is refused."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from credentials.dcql.query import MOST_ENTRIES, parse_query
from credentials.errors import QueryError

CARD = ["https://www.w3.org/2018/credentials#VerifiableCredential", "https://city.example/card#LibraryCard"]
GOOD: dict[str, Any] = {
    "credentials": [
        {
            "id": "card",
            "format": "ldp_vc",
            "meta": {"type_values": [CARD]},
            "claims": [
                {"id": "n", "path": ["credentialSubject", "cardNumber"]},
                {"id": "v", "path": ["credentialSubject", "borough"], "values": ["Mitte", 3, True]},
            ],
            "claim_sets": [["n", "v"], ["n"]],
        }
    ],
    "credential_sets": [{"options": [["card"]]}],
}


def changed(**members: Any) -> dict[str, Any]:
    """The good query with members of its credential query replaced, or removed where the value is `...`."""
    query = copy.deepcopy(GOOD)
    entry = query["credentials"][0]
    for name, value in members.items():
        entry[name] = value
        if value is ...:
            del entry[name]
    return query


def test_a_good_query_is_read_whole() -> None:
    query = parse_query(GOOD)
    card = query.credential("card")
    assert card.type_alternatives == (frozenset(CARD),)
    assert [claim.path[-1] for claim in card.claims] == ["cardNumber", "borough"]
    assert [[claim.id for claim in option] for option in card.claim_options] == [["n", "v"], ["n"]]
    assert (card.multiple, card.holder_binding) == (False, True)
    assert query.credential_sets[0].required


def test_unknown_members_are_ignored_everywhere() -> None:
    query = changed(extra=1)
    query["extra"] = {}
    query["credentials"][0]["claims"][0]["intent_to_retain"] = False
    assert parse_query(query) == parse_query(GOOD)


def test_a_format_that_is_not_known_here_is_read_and_can_never_be_answered() -> None:
    assert parse_query(changed(format="hologram", meta={})).credentials[0].type_alternatives == ()


def test_the_credential_query_that_is_not_there_is_refused() -> None:
    with pytest.raises(QueryError):
        parse_query(GOOD).credential("other")


@pytest.mark.parametrize(
    "query",
    [
        None,
        [],
        "{}",
        {},
        {"credentials": {}},
        {"credentials": []},
        {"credentials": [None]},
        {"credentials": GOOD["credentials"] * 2, "credential_sets": []},
        {"credentials": GOOD["credentials"] * 2},
        {"credentials": GOOD["credentials"], "credential_sets": []},
        {"credentials": GOOD["credentials"], "credential_sets": [{}]},
        {"credentials": GOOD["credentials"], "credential_sets": [{"options": []}]},
        {"credentials": GOOD["credentials"], "credential_sets": [{"options": [[]]}]},
        {"credentials": GOOD["credentials"], "credential_sets": [{"options": [["other"]]}]},
        {"credentials": GOOD["credentials"], "credential_sets": [{"options": [["card"]], "required": "yes"}]},
        {"credentials": GOOD["credentials"] * (MOST_ENTRIES + 1)},
        changed(id=...),
        changed(id=""),
        changed(id="a b"),
        changed(id="a\n"),
        changed(id="ä"),
        changed(id="x" * 129),
        changed(id=1),
        changed(format=...),
        changed(format=""),
        changed(meta=...),
        changed(meta=[]),
        changed(meta={}),
        changed(meta={"type_values": []}),
        changed(meta={"type_values": CARD}),
        changed(meta={"type_values": [[]]}),
        changed(meta={"type_values": [[1]]}),
        changed(meta={"type_values": [[""]]}),
        changed(format="dc+sd-jwt", meta={}),
        changed(format="dc+sd-jwt", meta={"vct_values": []}),
        changed(format="mso_mdoc", meta={"doctype_value": ["x"]}),
        changed(multiple=1),
        changed(require_cryptographic_holder_binding="true"),
        changed(trusted_authorities=[]),
        changed(trusted_authorities=[{"type": "aki"}]),
        changed(trusted_authorities=[{"values": ["x"]}]),
        changed(trusted_authorities=[{"type": "aki", "values": [1]}]),
        changed(claims=[]),
        changed(claims={}),
        changed(claims=...),
        changed(claims=[{"path": ["a"]}]),
        changed(claims=[{"id": "n", "path": ["a"]}, {"id": "n", "path": ["b"]}]),
        changed(claims=[{"id": "n", "path": ["a"]}, {"id": "v", "path": ["a"]}]),
        changed(claims=[{"id": "n", "path": []}, {"id": "v", "path": ["b"]}]),
        changed(claims=[{"id": "n"}, {"id": "v", "path": ["b"]}]),
        changed(claims=[{"id": "n", "path": ["a"], "values": []}, {"id": "v", "path": ["b"]}]),
        changed(claims=[{"id": "n", "path": ["a"], "values": [1.5]}, {"id": "v", "path": ["b"]}]),
        changed(claims=[{"id": "n", "path": ["a"], "values": [None]}, {"id": "v", "path": ["b"]}]),
        changed(claim_sets=[]),
        changed(claim_sets=[[]]),
        changed(claim_sets=[["other"]]),
        changed(claim_sets=["n"]),
    ],
)
def test_a_query_that_breaks_a_rule_is_refused(query: Any) -> None:
    with pytest.raises(QueryError):
        parse_query(query)


def test_every_example_of_the_specification_is_read(vectors: Path) -> None:
    examples = sorted((vectors / "openid4vp-examples" / "query_lang").glob("*.json"))
    assert examples
    for example in examples:
        parse_query(json.loads(example.read_text()))


def test_what_we_read_agrees_with_the_schema_of_the_conformance_suite(vectors: Path) -> None:
    schema = json.loads((vectors / "openid4vc-schemas" / "oid4vp" / "dcql_request.json").read_text())
    validator = Draft7Validator(schema)
    # That schema knows no ldp_vc, so the same rules are tried with a format that it does know.
    good = changed(format="dc+sd-jwt", meta={"vct_values": ["urn:city:card"]})
    assert validator.is_valid(good)
    parse_query(good)
    for break_it in ({"id": "a b"}, {"claims": []}, {"claim_sets": []}, {"claims": ...}, {"multiple": 1}):
        bad = copy.deepcopy(good)
        bad["credentials"][0].update(break_it)
        bad["credentials"][0] = {name: v for name, v in bad["credentials"][0].items() if v is not ...}
        assert not validator.is_valid(bad)
        with pytest.raises(QueryError):
            parse_query(bad)


NAMES = st.sampled_from(
    ["credentials", "id", "format", "meta", "claims", "path", "values", "claim_sets", "options", "x"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4) | st.just("ldp_vc"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read_or_refused_with_a_query_error(value: Any) -> None:
    for query in (value, {"credentials": [value]}, changed(claims=value), changed(meta=value)):
        try:
            parse_query(query)
        except QueryError:
            continue
