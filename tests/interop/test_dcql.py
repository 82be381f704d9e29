"""The npm package `dcql` and our matcher read and answer the same queries alike (OpenID4VP 1.0 section 6).

Where they differ on purpose, the difference stands here by name, so that a change on either side is noticed.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from credentials.dcql.match import Holding, select
from credentials.dcql.query import parse_query
from credentials.errors import QueryError
from tests.interop.conftest import RunNode
from tests.interop.dcql_cases import TYPES, JsonObject, make_case

CASES = 800
SEED = 20260503


async def test_both_refuse_the_same_queries_and_select_the_same_credentials(run_node: RunNode) -> None:
    random = Random(SEED)  # noqa: S311 - cases, not secrets
    cases = [make_case(random) for _ in range(CASES)]
    answers = (await run_node("dcql.mjs", {"cases": cases}))["answers"]
    seen = {"refused": 0, "selected": 0, "nothing": 0}
    for case, answer in zip(cases, answers, strict=True):
        theirs, ours = _theirs(case["query"], answer), _ours(case)
        assert ours == theirs, f"{case}\n{answer}"
        seen[ours if isinstance(ours, str) else "selected"] += 1
    assert min(seen.values()) > CASES / 10, f"the cases have become one-sided: {seen}"


CLAIM_A = {"path": ["a"]}
EMPTY_CARD = [{"id": "held", "types": [TYPES[0]], "document": {}}]
MIXED_ARRAY = [{"id": "held", "types": [TYPES[0]], "document": {"a": [{"b": 1}, "text"]}}]
CARD = [{"id": "held", "types": [TYPES[0]], "document": {"a": 1}}]
ONE = {"id": "one", "format": "ldp_vc", "meta": {"type_values": [[TYPES[0]]]}}
SELECTED = {"one": [("held", ())]}


@pytest.mark.parametrize(
    ("query", "holdings", "ours", "theirs"),
    [
        pytest.param(
            {"credentials": [{**ONE, "claims": [CLAIM_A, CLAIM_A]}]},
            CARD,
            "refused",
            {"one": [("held", (("a",), ("a",)))]},
            id="section 6.3: a verifier must not ask for the same claim twice; they let it",
        ),
        pytest.param(
            {"credentials": [{**ONE, "claims": [{**CLAIM_A, "id": "x"}, {"path": ["b"], "id": "x"}]}]},
            EMPTY_CARD,
            "refused",
            "nothing",
            id="section 6.3: the same claim id must not be present twice; they let it",
        ),
        pytest.param(
            {"credentials": [{**ONE, "claims": [{**CLAIM_A, "id": "x"}, {"path": ["b"]}], "claim_sets": [["x"]]}]},
            CARD,
            "refused",
            {"one": [("held", (("a",),))]},
            id="section 6.3: beside claim_sets every claim must have an id; they let it be missing",
        ),
        pytest.param(
            {"credentials": [{**ONE, "claims": [{**CLAIM_A, "values": []}]}]},
            CARD,
            "refused",
            "nothing",
            id="no value can be one of an empty list: we refuse the query, they find nothing",
        ),
        pytest.param(
            {"credentials": [ONE], "credential_sets": [{"options": [[]]}]},
            CARD,
            "refused",
            {},
            id="an option without a credential asks for nothing: we refuse it, they call it met",
        ),
        pytest.param(
            {"credentials": [{**ONE, "claims": [{"path": ["a", None, "b"]}]}]},
            MIXED_ARRAY,
            "nothing",
            {"one": [("held", (("a", None, "b"),))]},
            id="section 7.1: a name looked for in what is no object ends with an error; they skip that element",
        ),
        pytest.param(
            {"credentials": [{**ONE, "claims": [{"path": ["a", None], "values": ["b"]}]}]},
            [{"id": "held", "types": [TYPES[0]], "document": {"a": []}}],
            "nothing",
            {"one": [("held", (("a", None),))]},
            id="section 7.1: what selects nothing ends with an error; they take an empty array for any value",
        ),
        pytest.param(
            {"credentials": [{**ONE, "trusted_authorities": [{"type": "aki", "values": ["s9tIpPmhxdi"]}]}]},
            CARD,
            SELECTED,
            "nothing",
            id="section 6.1.1: trusted authorities are a hint, and trust is judged by the registry; they need a match",
        ),
        pytest.param(
            {"credentials": [ONE], "credential_sets": [{"options": [["one"]], "purpose": True}]},
            CARD,
            SELECTED,
            "refused",
            id="`purpose` of a set left the final specification, unknown members are ignored; they still read it",
        ),
    ],
)
async def test_a_known_difference_is_still_the_same(
    run_node: RunNode, query: JsonObject, holdings: list[JsonObject], ours: object, theirs: object
) -> None:
    case = {"query": query, "holdings": holdings}
    answer = (await run_node("dcql.mjs", {"cases": [case]}))["answers"][0]
    assert _ours(case) == ours
    assert _theirs(query, answer) == theirs


def _ours(case: JsonObject) -> Any:
    """Refused, nothing, or by query id the holdings that would do, each with the paths that would be shown."""
    try:
        query = parse_query(case["query"])
    except QueryError:
        return "refused"
    holdings = [
        Holding(id=one["id"], format="ldp_vc", types=frozenset(one["types"]), document=one["document"])
        for one in case["holdings"]
    ]
    selection = select(query, holdings)
    if selection is None:
        return "nothing"
    return {
        query_id: sorted((choice.holding.id, tuple(sorted(choice.paths, key=repr))) for choice in choices)
        for query_id, choices in selection.choices.items()
    }


def _theirs(query: JsonObject, answer: JsonObject) -> Any:
    """Their answer in the same words; of each credential set the first option that they call met."""
    if not answer["valid"]:
        return "refused"
    if not answer["satisfied"]:
        return "nothing"
    credentials = {credential["id"]: credential for credential in query["credentials"]}
    wanted = set(credentials)
    if "credential_sets" in query:
        wanted = {query_id for options in answer["options"] for query_id in (options[0] if options else [])}
    return {
        query_id: sorted(
            (match["holding"], tuple(sorted(_paths(credentials[query_id], match["claims"]), key=repr)))
            for match in answer["matches"][query_id]
        )
        for query_id in wanted
    }


def _paths(credential: JsonObject, places: list[int]) -> list[tuple[Any, ...]]:
    return [tuple(credential["claims"][place]["path"]) for place in places]
