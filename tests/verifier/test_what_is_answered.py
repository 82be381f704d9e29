"""Of several formats that were asked for exactly one is answered, under its own name."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.dcql.ask import ask_for_card
from credentials.dcql.query import parse_query
from verifier.presentation.answered import answered_by
from verifier.presentation.refusals import MalformedAnswer

TYPE = "https://musterstadt.example/credentials/LibraryCard"
QUERY = parse_query(
    ask_for_card(
        TYPE,
        [("credentialSubject", "category")],
        formats=frozenset({"ldp_vc", "dc+sd-jwt"}),
    )
)


@pytest.mark.parametrize(("name", "presentation"), [("ldp_vc", {}), ("dc_sd-jwt", "a.b.c~d.e.f")])
def test_the_answered_query_is_found_by_its_name(name: str, presentation: Any) -> None:
    answered = answered_by({name: [presentation]}, QUERY)
    assert answered.query.id == name
    assert answered.presentation == presentation


@pytest.mark.parametrize(
    "vp_token",
    [
        {},
        {"other": [{}]},
        {"ldp_vc": []},
        {"ldp_vc": [{}, {}]},
        {"ldp_vc": ["a.b.c~"]},
        {"ldp_vc": [None]},
        {"dc_sd-jwt": [{}]},
        {"dc_sd-jwt": [["a.b.c~"]]},
        {"dc_sd-jwt": ["a.b.c~"], "ldp_vc": [{}]},
        {"dc_sd-jwt": ["a.b.c~"], "other": []},
    ],
)
def test_anything_else_is_no_answer(vp_token: dict[str, Any]) -> None:
    with pytest.raises(MalformedAnswer):
        answered_by(vp_token, QUERY)
