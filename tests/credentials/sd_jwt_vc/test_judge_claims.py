"""Claims judged by their type: missing, concealed or not concealed against the type's word; withheld is not missing."""

from __future__ import annotations

from typing import Any

import pytest

from credentials import strict_json
from credentials.dcql.claims_path import ClaimsPath
from credentials.sd_jwt.conceal import conceal
from credentials.sd_jwt.disclosure import parse_disclosure
from credentials.sd_jwt.reveal import reveal
from credentials.sd_jwt_vc.judge_claims import first_fault
from credentials.sd_jwt_vc.type_metadata import parse_type_metadata
from tests.credentials.sd_jwt.sd_jwts import entropy

CARD = {
    "vct": "v",
    "exp": 1,
    "name": "Erika",
    "address": {"city": "Musterstadt", "street": "Hauptstraße"},
    "degrees": [{"type": "BA"}, {"type": "MA"}],
}


def fault(
    *rules: dict[str, Any],
    concealed: tuple[ClaimsPath, ...] = (),
    withheld: tuple[str | None, ...] = (),
    without: str = "",
) -> ClaimsPath | None:
    """Judge the card by `rules`; `withheld` names the disclosures that are not shown (None for elements of arrays)."""
    metadata = parse_type_metadata(strict_json.render({"vct": "v", "claims": list(rules)}))
    card = {name: value for name, value in CARD.items() if name != without}
    issued = conceal(card, concealed, entropy=entropy())
    shown = [text for text in issued.disclosures if parse_disclosure(text).name not in withheld]
    return first_fault(metadata, reveal(issued.payload, shown))


def rule(*path: Any, **members: Any) -> dict[str, Any]:
    return {"path": list(path), **members}


def test_claims_of_which_a_type_says_nothing_are_free() -> None:
    assert fault() is None
    assert fault(rule("name"), rule("other"), rule("degrees", None, "year"), rule("name", "x")) is None


@pytest.mark.parametrize("path", [("name",), ("address", "city"), ("degrees", 1, "type"), ("degrees", None, "type")])
def test_a_mandatory_claim_is_there(path: ClaimsPath) -> None:
    assert fault(rule(*path, mandatory=True)) is None
    assert fault(rule(*path, mandatory=True), without=str(path[0])) == path


@pytest.mark.parametrize(
    "path", [("nothing",), ("name", "x"), ("degrees", 2), ("degrees", None, "year"), ("exp", None)]
)
def test_a_mandatory_claim_that_is_nowhere_is_missing(path: ClaimsPath) -> None:
    assert fault(rule(*path, mandatory=True)) == path


@pytest.mark.parametrize(
    ("path", "concealed", "withheld"),
    [
        (("name",), [("name",)], "name"),
        (("address", "city"), [("address", "city")], "city"),
        (("address", "city"), [("address",)], "address"),
        (("address", "city"), [("address",), ("address", "city")], "city"),
        (("degrees", 0, "type"), [("degrees", None)], None),
        (("degrees", None, "type"), [("degrees",)], "degrees"),
    ],
)
def test_a_withheld_claim_is_not_missing_and_mandatory(path: ClaimsPath, concealed: Any, withheld: str | None) -> None:
    for sd in ({}, {"sd": "allowed"}, {"sd": "always"} if path == concealed[0] else {}):
        assert fault(rule(*path, mandatory=True, **sd), concealed=tuple(concealed), withheld=(withheld,)) is None


def test_a_claim_that_must_never_be_concealed_is_missing_though_something_else_is_withheld() -> None:
    facts: Any = {"concealed": (("name",), ("degrees",)), "withheld": ("degrees",), "without": "address"}
    assert fault(rule("address", mandatory=True), **facts) is None
    assert fault(rule("address", mandatory=True, sd="never"), **facts) == ("address",)
    assert fault(rule("address", sd="never"), rule("address", "city", mandatory=True), **facts) == ("address", "city")


def test_a_registered_claim_that_can_never_be_withheld_is_missing_though_something_else_is_withheld() -> None:
    assert fault(rule("exp", mandatory=True), concealed=(("name",),), withheld=("name",), without="exp") == ("exp",)


def test_a_claim_that_is_always_concealed_must_not_stand_in_the_clear() -> None:
    assert fault(rule("name", sd="always")) == ("name",)
    assert fault(rule("name", sd="always"), concealed=(("name",),)) is None
    assert fault(rule("name", sd="always"), concealed=(("name",),), withheld=("name",)) is None
    assert fault(rule("name", sd="always"), without="name") is None
    assert fault(rule("address", "city", sd="always"), concealed=(("address",),)) == ("address", "city")


def test_a_claim_that_is_never_concealed_must_stand_in_the_clear() -> None:
    assert fault(rule("name", sd="never")) is None
    assert fault(rule("name", sd="never"), concealed=(("name",),)) == ("name",)


def test_a_rule_for_all_elements_holds_for_each_of_them() -> None:
    everywhere, one = (("degrees", None),), (("degrees", 0),)
    assert fault(rule("degrees", None, sd="always"), concealed=everywhere) is None
    assert fault(rule("degrees", None, sd="always"), concealed=one) == ("degrees", None)
    assert fault(rule("degrees", None, sd="never"), concealed=one) == ("degrees", None)


def test_the_first_fault_is_told() -> None:
    assert fault(rule("name"), rule("a", mandatory=True), rule("b", mandatory=True)) == ("a",)
