"""What a wallet would return, and what the verifier's own re-check finds missing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.dcql.match import Gap, GapKind, Holding, select, unanswered
from credentials.dcql.query import CredentialQuery, parse_query

CARD = frozenset({"https://www.w3.org/2018/credentials#VerifiableCredential", "https://city.example/card#LibraryCard"})


def holding(id_: str = "mine", *, types: frozenset[str] = CARD, format_: str = "ldp_vc", **subject: Any) -> Holding:
    return Holding(id_, format_, types, {"credentialSubject": subject})


def one(claims: list[dict[str, Any]] | None = None, **members: Any) -> CredentialQuery:
    entry = {"id": "card", "format": "ldp_vc", "meta": {"type_values": [sorted(CARD)]}, **members}
    if claims is not None:
        entry["claims"] = claims
    return parse_query({"credentials": [entry]}).credentials[0]


def asked(name: str, **members: Any) -> dict[str, Any]:
    return {"path": ["credentialSubject", name], **members}


def test_a_card_with_every_asked_claim_leaves_nothing_unanswered() -> None:
    assert (
        unanswered(one([asked("number"), asked("borough", values=["Mitte"])]), holding(number=1, borough="Mitte")) == ()
    )


def test_more_types_than_asked_for_are_no_gap() -> None:
    assert unanswered(one(), holding(types=CARD | {"https://city.example/card#Other"})) == ()


def test_a_card_without_one_of_the_asked_types_is_a_gap() -> None:
    assert unanswered(one(), holding(types=frozenset(list(CARD)[:1]))) == (Gap(GapKind.TYPE),)


def test_the_short_name_of_a_type_is_not_the_type() -> None:
    assert unanswered(one(), holding(types=frozenset({"VerifiableCredential", "LibraryCard"}))) == (Gap(GapKind.TYPE),)


def test_another_format_is_a_gap_whatever_it_holds() -> None:
    assert unanswered(one(), holding(format_="jwt_vc_json")) == (Gap(GapKind.FORMAT),)


@pytest.mark.parametrize("subject", [{}, {"number": None}, {"Number": 1}])
def test_a_missing_or_empty_claim_is_a_gap(subject: dict[str, Any]) -> None:
    gaps = unanswered(one([asked("number")]), holding(**subject))
    assert gaps == (Gap(GapKind.CLAIM, ("credentialSubject", "number")),)


@pytest.mark.parametrize(
    ("value", "wanted", "same"),
    [
        ("a", "a", True),
        (1, 1, True),
        (1.0, 1, True),
        (True, True, True),
        (False, False, True),
        ("a", "A", False),
        ("1", 1, False),
        (1, "1", False),
        (True, 1, False),
        (1, True, False),
        (0, False, False),
        (False, 0, False),
        ("true", True, False),
        (1.5, 1, False),
        (["a"], "a", False),
        ({"a": 1}, "a", False),
        ("ä", "a\u0308", False),
    ],
)
def test_values_are_the_same_only_in_type_and_value(value: Any, wanted: Any, same: bool) -> None:
    gaps = unanswered(one([asked("x", values=[wanted])]), holding(x=value))
    assert gaps == (() if same else (Gap(GapKind.VALUE, ("credentialSubject", "x")),))


def test_one_of_several_selected_values_is_enough() -> None:
    query = one([{"path": ["credentialSubject", "tags", None], "values": ["b"]}])
    assert unanswered(query, holding(tags=["a", "b"])) == ()
    assert unanswered(query, holding(tags=["a"])) != ()


def test_any_claim_set_answers_and_the_gaps_are_those_of_the_preferred_one() -> None:
    claims = [asked("a", id="a"), asked("b", id="b"), asked("c", id="c")]
    query = one(claims, claim_sets=[["a", "b"], ["c"]])
    assert unanswered(query, holding(c=1)) == ()
    assert [gap.path[-1] for gap in unanswered(query, holding(a=1))] == ["b"]


def test_a_wallet_returns_all_that_would_do_with_the_preferred_claim_set_of_each() -> None:
    claims = [asked("a", id="a"), asked("b", id="b")]
    query = one(claims, claim_sets=[["a", "b"], ["a"]])
    whole = parse_query(
        {
            "credentials": [
                {
                    "id": "card",
                    "format": "ldp_vc",
                    "meta": {"type_values": [sorted(CARD)]},
                    "claims": claims,
                    "claim_sets": [["a", "b"], ["a"]],
                }
            ]
        }
    )
    assert whole.credentials == (query,)
    selection = select(whole, [holding("1", a=1), holding("2", b=1), holding("3", a=1, b=1)])
    assert selection is not None
    assert [(c.holding.id, len(c.paths)) for c in selection.choices["card"]] == [("1", 1), ("3", 2)]


SETS = {
    "credentials": [
        {"id": name, "format": "dc+sd-jwt", "meta": {"vct_values": [name]}, "claims": [{"path": ["x"]}]}
        for name in ("pid", "reduced", "residence", "rewards")
    ],
    "credential_sets": [
        {"options": [["pid"], ["reduced", "residence"]]},
        {"options": [["rewards"]], "required": False},
    ],
}


def held(*names: str) -> list[Holding]:
    return [Holding(name, "dc+sd-jwt", frozenset({name}), {"x": 1}) for name in names]


@pytest.mark.parametrize(
    ("wallet", "returned"),
    [
        (["pid"], {"pid"}),
        (["pid", "reduced", "residence"], {"pid"}),
        (["reduced", "residence"], {"reduced", "residence"}),
        (["reduced", "residence", "rewards"], {"reduced", "residence", "rewards"}),
        (["reduced"], None),
        (["rewards"], None),
        ([], None),
    ],
)
def test_the_first_option_of_a_set_that_can_be_met_is_taken(wallet: list[str], returned: set[str] | None) -> None:
    selection = select(parse_query(SETS), held(*wallet))
    assert (set(selection.choices) if selection else None) == returned


def test_without_sets_every_credential_is_asked_for() -> None:
    query = parse_query({"credentials": SETS["credentials"]})
    assert select(query, held("pid", "reduced", "residence")) is None
    assert select(query, held("pid", "reduced", "residence", "rewards")) is not None


def test_only_optional_sets_and_nothing_held_is_an_empty_selection() -> None:
    query = parse_query({**SETS, "credential_sets": [{"options": [["pid"]], "required": False}]})
    selection = select(query, [])
    assert selection is not None
    assert selection.choices == {}


def test_the_specifications_value_example_matches_either_postal_code(vectors: Path) -> None:
    text = (vectors / "openid4vp-examples" / "query_lang" / "value_matching_simple.json").read_text()
    query = parse_query(json.loads(text))
    document = {
        "family_name": "Doe",
        "given_name": "J",
        "address": {"street_address": "1 Main St"},
        "postal_code": "90211",
    }
    card = Holding("1", "dc+sd-jwt", frozenset({"https://credentials.example.com/identity_credential"}), document)
    assert select(query, [card]) is not None
    assert select(query, [Holding("1", card.format, card.types, {**document, "postal_code": "90212"})]) is None


SUBJECTS = st.dictionaries(
    st.sampled_from("abc"), st.sampled_from([0, 1, True, "x", None, ["x"], {"a": 1}]), max_size=3
)
CLAIMS = st.lists(
    st.builds(
        lambda name, values: asked(name, **({"values": values} if values else {})),
        st.sampled_from("abc"),
        st.lists(st.sampled_from([0, 1, True, "x"]), max_size=2),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda claim: claim["path"][-1],
)


@given(subject=SUBJECTS, claims=CLAIMS)
def test_a_wallet_selects_exactly_what_the_re_check_finds_without_gaps(
    subject: dict[str, Any], claims: list[dict[str, Any]]
) -> None:
    entry = {"id": "card", "format": "ldp_vc", "meta": {"type_values": [sorted(CARD)]}, "claims": claims}
    query = parse_query({"credentials": [entry]})
    card = holding(**subject)
    assert (select(query, [card]) is not None) == (unanswered(query.credentials[0], card) == ())
