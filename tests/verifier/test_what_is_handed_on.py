"""What is handed on of a valid presentation: the asked-for claims in their groups, whatever else was shown."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.dcql.claims_path import ClaimsPath
from credentials.verification.verdict import Check, CheckName, Verdict
from verifier.presentation.result import result_of

SUBJECT = "credentialSubject"
FACTS: dict[str, Any] = {
    "name": "Erika",
    "address": {"city": "Musterstadt", "street": {"name": "Domweg", "number": "7"}},
    "courses": [{"title": "Schwimmen", "hours": 3}, {"title": "Singen", "hours": 5}],
}
SHAPE = frozenset({CheckName.SHAPE})
VALID = Verdict((Check(CheckName.SHAPE, "shape-understood"),), SHAPE)
INVALID = Verdict((Check(CheckName.SHAPE, "credential-malformed"),), SHAPE)


@pytest.mark.parametrize(
    ("asked", "claims"),
    [
        ([("name",)], {"name": "Erika"}),
        ([("address", "city")], {"address": {"city": "Musterstadt"}}),
        (
            [("address", "street", "number"), ("address", "city")],
            {"address": {"city": "Musterstadt", "street": {"number": "7"}}},
        ),
        ([("address",), ("address", "city")], {"address": FACTS["address"]}),
        ([("courses",)], {"courses": FACTS["courses"]}),
        ([("courses", None, "title")], {"courses": {"title": ["Schwimmen", "Singen"]}}),
        ([("address", "ghost"), ("name", "first"), ("courses", "title")], {}),
        ([], {}),
    ],
)
@pytest.mark.parametrize("format_id", ["ldp_vc", "dc+sd-jwt"])
def test_only_what_was_asked_for_is_handed_on(format_id: str, asked: list[ClaimsPath], claims: dict[str, Any]) -> None:
    document = {SUBJECT: FACTS} if format_id == "ldp_vc" else FACTS
    paths = [(SUBJECT, *path) for path in asked]
    result = result_of(VALID, document, paths, officer_sees=[], format_id=format_id)
    assert (result.claims, result.officer) == (claims, {})
    assert result_of(VALID, document, [], officer_sees=paths, format_id=format_id).officer == claims


def test_of_what_is_not_valid_nothing_is_handed_on() -> None:
    name = [(SUBJECT, "name")]
    result = result_of(INVALID, FACTS, name, officer_sees=name, format_id="dc+sd-jwt")
    assert (result.claims, result.officer) == ({}, {})
