"""What is concealed can be opened with its disclosures, and with nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.dcql.claims_path import ClaimsPath
from credentials.errors import QueryError, SdJwtError
from credentials.sd_jwt.compact import SdJwt
from credentials.sd_jwt.conceal import conceal
from credentials.sd_jwt.disclosure import MAX_DISCLOSURES, parse_disclosure
from credentials.sd_jwt.reveal import reveal
from credentials.sd_jwt.select import select
from tests.credentials.sd_jwt.sd_jwts import entropy

CARD = {
    "vct": "https://city.example/library-card",
    "name": "Erika",
    "address": {"street": "Hauptstraße 1", "city": "Musterstadt"},
    "languages": ["de", "fr", "it"],
}
LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
LEAVES = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(LETTERS, max_size=5)
NAMES = st.text(LETTERS, min_size=1, max_size=4).filter(lambda name: name not in ("_sd", "...", "_sd_alg"))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
CLAIMS = st.dictionaries(NAMES, VALUES, max_size=5)


def places_in(value: Any, path: ClaimsPath = ()) -> list[ClaimsPath]:
    """Every place below the root that could be concealed."""
    steps: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        steps = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    return [place for step, inner in steps for place in ((*path, step), *places_in(inner, (*path, step)))]


@settings(max_examples=50)
@given(CLAIMS, st.data())
def test_conceal_then_reveal_gives_back_whatever_was_concealed(claims: dict[str, Any], data: st.DataObject) -> None:
    places = places_in(claims)
    chosen = data.draw(st.lists(st.sampled_from(places), unique=True) if places else st.just([]))
    concealed = conceal(claims, chosen, entropy=entropy(), decoys=data.draw(st.integers(0, 3)))
    revealed = reveal(concealed.payload, data.draw(st.permutations(concealed.disclosures)))
    assert revealed.claims == claims
    assert set(revealed.places.values()) == set(chosen)
    assert set(places_in(reveal(concealed.payload, []).claims)).isdisjoint(
        place for place in chosen if all(isinstance(step, str) for step in place)
    )


def test_the_clear_text_of_a_concealed_claim_stands_nowhere_in_the_payload() -> None:
    concealed = conceal(CARD, [("name",), ("address",), ("languages", 1)], entropy=entropy())
    assert concealed.payload.keys() == {"vct", "languages", "_sd", "_sd_alg"}
    assert not any(word in repr(concealed.payload) for word in ("Erika", "Hauptstraße", "'fr'", "name"))
    assert concealed.payload["languages"][0::2] == ["de", "it"]


def test_a_claim_within_a_concealed_one_is_concealed_within_its_disclosure() -> None:
    concealed = conceal(CARD, [("address",), ("address", "street")], entropy=entropy())
    street, address = map(parse_disclosure, concealed.disclosures)
    assert (street.name, address.name) == ("street", "address")
    assert address.value.keys() == {"city", "_sd"}


def test_null_in_a_path_conceals_every_element() -> None:
    concealed = conceal(CARD, [("languages", None)], entropy=entropy())
    assert reveal(concealed.payload, []).claims["languages"] == []
    assert len(concealed.disclosures) == 3


def test_without_disclosable_claims_there_is_no_sign_of_concealment() -> None:
    assert conceal(CARD, [], entropy=entropy()).payload == CARD
    assert conceal(CARD, [("absent",), ("name", "x"), ("languages", 9)], entropy=entropy()).payload == CARD


def test_decoys_look_like_digests_and_stand_wherever_digests_stand() -> None:
    concealed = conceal(CARD, [("name",), ("address", "city")], entropy=entropy(), decoys=4)
    for digests in (concealed.payload["_sd"], concealed.payload["address"]["_sd"]):
        assert len(set(digests)) == 5
        assert {len(digest) for digest in digests} == {43}
        assert digests == sorted(digests)
    bare = conceal({"vct": "x"}, [], entropy=entropy(), decoys=4)
    assert (len(bare.payload["_sd"]), bare.payload["_sd_alg"], bare.disclosures) == (4, "sha-256", ())


def test_every_salt_has_128_bits_and_is_taken_afresh() -> None:
    asked: list[int] = []
    source = entropy()

    def take(n: int) -> bytes:
        asked.append(n)
        return source(n)

    claims = {f"claim-{number}": "same" for number in range(20)}
    first = conceal(claims, [(name,) for name in claims], entropy=take)
    second = conceal(claims, [(name,) for name in claims], entropy=take)
    assert asked == [16] * 40
    assert len({*first.disclosures, *second.disclosures}) == 40


@pytest.mark.parametrize("claims", [{"_sd": []}, {"a": {"...": "x"}}, {"a": [{"_sd": ["x"]}]}, {"_sd_alg": "sha-256"}])
def test_a_claim_with_a_reserved_name_is_not_issued(claims: dict[str, Any]) -> None:
    with pytest.raises(SdJwtError):
        conceal(claims, [], entropy=entropy())


def test_more_disclosures_than_anybody_reads_are_not_issued() -> None:
    claims = {"a": list(range(MAX_DISCLOSURES + 1))}
    with pytest.raises(SdJwtError):
        conceal(claims, [("a", None)], entropy=entropy())


PATHS = [("name",), ("address",), ("address", "street"), ("address", "city"), ("languages", None)]
CONCEALED = conceal(CARD, PATHS, entropy=entropy())
HELD = SdJwt("jwt", CONCEALED.disclosures)
REVEALED = reveal(CONCEALED.payload, CONCEALED.disclosures)


def shown(*paths: ClaimsPath) -> dict[str, Any]:
    chosen = select(HELD, REVEALED, paths)
    claims = reveal(CONCEALED.payload, chosen.disclosures).claims
    return {name: claim for name, claim in claims.items() if name != "vct"}


def test_a_holder_shows_the_chosen_claims_and_no_other() -> None:
    assert shown() == {"languages": []}
    assert shown(("name",)) == {"name": "Erika", "languages": []}
    assert shown(("vct",)) == {"languages": []}


def test_a_claim_is_shown_with_all_that_lies_on_the_way_to_it() -> None:
    assert shown(("address", "city")) == {"address": {"city": "Musterstadt"}, "languages": []}


def test_a_claim_is_shown_with_all_that_lies_within_it() -> None:
    assert shown(("address",)) == {"address": CARD["address"], "languages": []}


def test_elements_are_chosen_one_by_one_or_all_at_once() -> None:
    assert shown(("languages", 1)) == {"languages": ["fr"]}
    assert shown(("languages", None)) == {"languages": ["de", "fr", "it"]}
    assert shown(("languages",)) == {"languages": ["de", "fr", "it"]}


@pytest.mark.parametrize("path", [("absent",), ("languages", 3), ("name", "x"), ("address", None)])
def test_a_choice_that_the_card_cannot_meet_is_refused(path: ClaimsPath) -> None:
    with pytest.raises(QueryError):
        select(HELD, REVEALED, [path])
