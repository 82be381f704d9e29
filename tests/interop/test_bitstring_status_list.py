"""@digitalbazaar/vc-bitstring-status-list and we read each other's lists (Bitstring Status List 1.0)."""

from __future__ import annotations

import copy
from typing import Any

from credentials.data_integrity.secure import prepare
from credentials.data_integrity.verify import verify_proof
from credentials.status.bitstring import MINIMUM_ENTRIES, decode_list, encode_list, get_value, new_bits, set_value
from credentials.status.bitstring_entry import parse_status_entry
from credentials.status.bitstring_status_list import build_list_credential, read_status
from tests.interop import cards
from tests.interop.cards import JsonObject
from tests.interop.conftest import RunNode

SUITE = "eddsa-rdfc-2022"
OFFICE, CITIZEN = cards.office(), cards.citizen()
SET = [0, 7, 8, 94_567, MINIMUM_ENTRIES - 1]
PLACES = [*SET, 1, 6, 9, 94_566, 94_568, MINIMUM_ENTRIES - 2]
CARD = cards.unsecured_card(OFFICE, CITIZEN)
LIST_URL = CARD["credentialStatus"][0]["statusListCredential"]


def bits_with(places: list[int]) -> bytearray:
    bits = new_bits()
    for place in places:
        set_value(bits, place, 1)
    return bits


def our_list(places: list[int]) -> JsonObject:
    document = build_list_credential(
        list_url=LIST_URL,
        issuer=OFFICE.did,
        purpose="revocation",
        bits=bits_with(places),
        valid_from=cards.NOW,
        valid_until=cards.NOW + 10 * 365 * 86_400,
        ttl_ms=180_000,
    )
    prepared = prepare(
        document,
        cryptosuite=SUITE,
        verification_method=OFFICE.verification_method,
        proof_purpose="assertionMethod",
        created=cards.NOW,
        contexts=cards.CONTEXTS,
    )
    return prepared.attach(OFFICE.private_key.sign(prepared.signing_input))


def card_at(place: int) -> JsonObject:
    card = copy.deepcopy(CARD)
    card["credentialStatus"][0].update(statusListIndex=str(place), id=f"{LIST_URL}#{place}")
    return card


async def ask(run_node: RunNode, listed: JsonObject, *cards_to_check: JsonObject) -> Any:
    return await run_node(
        "status_list.mjs",
        {
            "encodedList": encode_list(bits_with(SET)),
            "places": PLACES,
            "length": MINIMUM_ENTRIES,
            "set": SET,
            "listCredential": {"id": LIST_URL, "issuer": OFFICE.did, "statusPurpose": "revocation"},
            "key": OFFICE.multikey,
            "checks": cards_to_check,
            "documents": {**cards.readable(OFFICE, CITIZEN), LIST_URL: listed},
            "now": cards.NOW_TEXT,
        },
    )


async def test_each_side_reads_the_places_that_the_other_has_set(run_node: RunNode) -> None:
    answer = await ask(run_node, our_list(SET))
    assert answer["read"] == [place in SET for place in PLACES]
    theirs = decode_list(answer["encodedList"])
    assert [get_value(theirs, place) for place in PLACES] == [int(place in SET) for place in PLACES]
    assert theirs == bits_with(SET)


async def test_a_list_signed_here_is_verified_there_and_tells_which_card_is_revoked(run_node: RunNode) -> None:
    answer = await ask(run_node, our_list(SET), *map(card_at, PLACES))
    assert [one["verified"] for one in answer["checks"]] == [True] * len(PLACES), answer["checks"]
    assert [one["statuses"] for one in answer["checks"]] == [[place in SET] for place in PLACES]


async def test_a_list_changed_after_it_was_signed_here_is_refused_there(run_node: RunNode) -> None:
    forged = our_list(SET)
    forged["credentialSubject"]["encodedList"] = encode_list(bits_with([]))
    answer = await ask(run_node, forged, card_at(94_567))
    assert answer["checks"][0]["verified"] is False
    assert "not verified" in answer["checks"][0]["error"]


async def test_a_list_signed_there_is_verified_here_and_tells_which_card_is_revoked(run_node: RunNode) -> None:
    signed = (await ask(run_node, our_list(SET)))["signed"]
    verify_proof(
        signed,
        OFFICE.private_key.public_key,
        contexts=cards.CONTEXTS,
        suites=frozenset({SUITE}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=cards.NOW,
    )
    entries = [parse_status_entry(card_at(place)["credentialStatus"][0]) for place in PLACES]
    assert [read_status(signed, entry) for entry in entries] == [int(place in SET) for place in PLACES]
