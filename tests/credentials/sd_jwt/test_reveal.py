"""Processing by RFC 9901 section 7.1: each of its reject rules, and what is left of a payload afterwards."""

from __future__ import annotations

import time
from typing import Any

import pytest

from credentials.errors import SdJwtError
from credentials.sd_jwt.disclosure import digest
from credentials.sd_jwt.reveal import reveal
from tests.credentials.sd_jwt.sd_jwts import digests_of, disclosed

NAME = disclosed("salt-1", "name", "Erika")
ELEMENT = disclosed("salt-2", "DE")
DECOY = digest("nobody knows what this stands for")


def test_disclosures_take_the_places_of_their_digests() -> None:
    payload = {"_sd_alg": "sha-256", "_sd": digests_of(NAME), "in": ["FR", {"...": digest(ELEMENT)}]}
    revealed = reveal(payload, [ELEMENT, NAME])
    assert revealed.claims == {"in": ["FR", "DE"], "name": "Erika"}
    assert revealed.places == {NAME: ("name",), ELEMENT: ("in", 1)}
    assert revealed.withheld == frozenset()


def test_digests_without_a_disclosure_are_left_out_and_told_by_where_they_stood() -> None:
    payload = {"_sd": digests_of(NAME), "in": ["FR", {"...": digest(ELEMENT)}, "IT"], "of": {"_sd": [DECOY]}}
    revealed = reveal(payload, [])
    assert revealed.claims == {"in": ["FR", "IT"], "of": {}}
    assert revealed.withheld == {(), ("in",), ("of",)}


def test_a_disclosed_value_that_conceals_further_claims_is_processed_in_turn() -> None:
    inner = disclosed("s", "city", "Musterstadt")
    outer = disclosed("s", "address", {"_sd": digests_of(inner), "country": "DE"})
    revealed = reveal({"_sd": digests_of(outer)}, [inner, outer])
    assert revealed.claims == {"address": {"country": "DE", "city": "Musterstadt"}}
    assert revealed.places[inner] == ("address", "city")
    assert reveal({"_sd": digests_of(outer)}, [outer]).claims == {"address": {"country": "DE"}}


@pytest.mark.parametrize("hash_name", ["sha-384", "sha-512"])
def test_longer_hashes_are_read_too(hash_name: str) -> None:
    payload = {"_sd_alg": hash_name, "_sd": [digest(NAME, hash_name)]}
    assert reveal(payload, [NAME]).claims == {"name": "Erika"}
    with pytest.raises(SdJwtError):
        reveal({"_sd_alg": hash_name, "_sd": digests_of(NAME)}, [NAME])


def test_an_unknown_hash_is_refused_even_where_nothing_is_concealed() -> None:
    with pytest.raises(SdJwtError):
        reveal({"_sd_alg": "sha-1"}, [])


def test_a_payload_without_anything_concealed_is_left_as_it_is() -> None:
    assert reveal({"a": [1, {"b": None}]}, []).claims == {"a": [1, {"b": None}]}


def test_an_object_of_which_all_is_withheld_stays_as_an_empty_one() -> None:
    assert reveal({"a": {"_sd": [DECOY]}, "b": [{"...": digest("x")}]}, []).claims == {"a": {}, "b": []}


def test_a_disclosed_element_in_the_place_of_a_claim_is_refused() -> None:
    with pytest.raises(SdJwtError):
        reveal({"_sd": digests_of(ELEMENT)}, [ELEMENT])


def test_a_disclosed_claim_in_the_place_of_an_element_is_refused() -> None:
    with pytest.raises(SdJwtError):
        reveal({"a": [{"...": digest(NAME)}]}, [NAME])


def test_a_claim_that_is_there_already_is_refused() -> None:
    with pytest.raises(SdJwtError):
        reveal({"name": "Otto", "_sd": digests_of(NAME)}, [NAME])


def test_two_disclosures_of_one_claim_are_refused() -> None:
    other = disclosed("salt-2", "name", "Otto")
    with pytest.raises(SdJwtError):
        reveal({"_sd": digests_of(NAME, other)}, [NAME, other])
    assert reveal({"_sd": digests_of(NAME, other)}, [other]).claims == {"name": "Otto"}


TWICE_WITHIN = disclosed("s", "a", {"_sd": [DECOY]})


@pytest.mark.parametrize(
    ("payload", "disclosures"),
    [
        ({"_sd": digests_of(NAME, NAME)}, [NAME]),
        ({"_sd": digests_of(NAME), "a": {"_sd": digests_of(NAME)}}, [NAME]),
        ({"a": [{"...": digest(ELEMENT)}, {"...": digest(ELEMENT)}]}, [ELEMENT]),
        ({"_sd": [DECOY, DECOY]}, []),
        ({"_sd": [DECOY], "a": [{"...": DECOY}]}, []),
        ({"_sd": [DECOY, *digests_of(TWICE_WITHIN)]}, [TWICE_WITHIN]),
    ],
)
def test_a_digest_that_stands_twice_is_refused_wherever_it_stands(payload: Any, disclosures: list[str]) -> None:
    with pytest.raises(SdJwtError):
        reveal(payload, disclosures)


def test_the_same_disclosure_twice_is_refused() -> None:
    with pytest.raises(SdJwtError):
        reveal({"_sd": digests_of(NAME)}, [NAME, NAME])


def test_a_disclosure_that_nothing_refers_to_is_refused() -> None:
    with pytest.raises(SdJwtError):
        reveal({"_sd": digests_of(NAME)}, [NAME, ELEMENT])
    inner = disclosed("s", "b", 1)
    outer = disclosed("s", "a", {"_sd": digests_of(inner)})
    with pytest.raises(SdJwtError):  # what would refer to it is withheld itself
        reveal({"_sd": digests_of(outer)}, [inner])


@pytest.mark.parametrize("digests", [None, "text", {}, 5, [1], [None], [[]], [{}], [DECOY, True]])
def test_malformed_digests_are_refused(digests: Any) -> None:
    with pytest.raises(SdJwtError):
        reveal({"_sd": digests}, [])
    with pytest.raises(SdJwtError):
        reveal({"a": [{"b": {"_sd": digests}}]}, [])
    nested = disclosed("s", "a", {"_sd": digests})
    with pytest.raises(SdJwtError):
        reveal({"_sd": digests_of(nested)}, [nested])


@pytest.mark.parametrize("element", [{"...": 5}, {"...": None}, {"...": [DECOY]}, {"...": DECOY, "a": 1}])
def test_a_malformed_digest_of_an_element_is_refused(element: Any) -> None:
    with pytest.raises(SdJwtError):
        reveal({"a": [element]}, [])


@pytest.mark.parametrize("payload", [{"...": DECOY}, {"a": {"...": DECOY}}, {"a": {"_sd_alg": "sha-256"}}])
def test_a_reserved_name_where_no_digest_can_be_is_refused(payload: Any) -> None:
    with pytest.raises(SdJwtError):
        reveal(payload, [])


def test_disclosures_nested_in_each_other_without_end_are_refused() -> None:
    disclosures: list[str] = []
    inner: Any = "deep"
    for level in range(40):
        text = disclosed(str(level), "a", inner)
        disclosures.append(text)
        inner = {"_sd": digests_of(text)}
    with pytest.raises(SdJwtError):
        reveal(inner, disclosures)
    assert reveal({"_sd": digests_of(disclosures[9])}, disclosures[:10]).claims["a"]


def test_deep_values_in_deep_disclosures_are_refused_without_exhausting_the_stack() -> None:
    disclosures: list[str] = []
    inner: Any = "deep"
    for level in range(256):
        for _ in range(28):
            inner = [inner]
        text = disclosed(str(level), inner)
        disclosures.append(text)
        inner = {"...": digest(text)}
    with pytest.raises(SdJwtError):
        reveal({"a": [inner]}, disclosures)


def test_a_million_bytes_of_decoys_are_processed_in_a_second() -> None:
    payload = {"a": {"_sd": [digest(str(number)) for number in range(20_000)]}}
    begin = time.process_time()
    assert reveal(payload, []).claims == {"a": {}}
    assert time.process_time() - begin < 1
