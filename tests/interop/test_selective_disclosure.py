"""@digitalbazaar/ecdsa-sd-2023-cryptosuite and we derive from each other's base proofs, and verify what comes out."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from credentials.data_integrity.secure import prepare
from credentials.data_integrity.selective.base_proof import SECRET_LENGTH, Selective
from credentials.data_integrity.selective.derived_proof import derive
from credentials.data_integrity.verify import verify_proof
from credentials.errors import BaseProofError, ProofVerificationError
from credentials.keys.algorithm import Algorithm
from tests.interop import cards
from tests.interop.cards import JsonObject
from tests.interop.conftest import RunNode

SUITE = "ecdsa-sd-2023"
OFFICE, CITIZEN = cards.office(Algorithm.P256), cards.citizen()
# Their code finds no element in an array that has only one, so status is named as a whole.
MANDATORY = ["/issuer", "/validUntil", "/credentialStatus"]
SHOWN = ["/credentialSubject/category", "/credentialSchema"]


def _cards() -> list[JsonObject]:
    """One that names its subject, and one whose subject has no name: its node has a secret label."""
    named = cards.unsecured_card(OFFICE, CITIZEN)
    nameless = copy.deepcopy(named)
    del nameless["credentialSubject"]["id"], nameless["id"]
    return [named, nameless]


def _signed_here(card: JsonObject, seed: int) -> JsonObject:
    prepared = prepare(
        card,
        cryptosuite=SUITE,
        algorithm=Algorithm.P256,
        verification_method=OFFICE.verification_method,
        proof_purpose="assertionMethod",
        created=cards.NOW,
        contexts=cards.CONTEXTS,
        selective=Selective.from_secret(MANDATORY, bytes([seed]) * SECRET_LENGTH),
    )
    return prepared.attach(OFFICE.private_key.sign(prepared.signing_input))


def _verify(secured: JsonObject, *, for_holder: bool = False) -> None:
    verify_proof(
        secured,
        OFFICE.private_key.public_key,
        contexts=cards.CONTEXTS,
        suites=frozenset({SUITE}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=cards.NOW,
        for_holder=for_holder,
    )


def _ask(**what: Any) -> JsonObject:
    documents = cards.readable(CITIZEN, OFFICE)
    return {"sign": [], "derive": [], "verify": [], "documents": documents, "date": cards.NOW_TEXT, **what}


def _changed(shown: JsonObject) -> JsonObject:
    changed = copy.deepcopy(shown)
    changed["credentialSubject"]["category"] = "child"
    return changed


async def test_each_derives_from_the_others_base_proof_and_both_verify_every_part(run_node: RunNode) -> None:
    ours = [_signed_here(card, seed) for seed, card in enumerate(_cards(), start=1)]
    first = await run_node(
        "selective.mjs",
        _ask(
            sign=[{"key": OFFICE.multikey, "credential": card, "mandatoryPointers": MANDATORY} for card in _cards()],
            derive=[{"credential": card, "selectivePointers": SHOWN} for card in ours],
        ),
    )
    theirs = first["signed"]
    derived_here = [derive(card, SHOWN, cards.CONTEXTS) for card in [*ours, *theirs]]
    derived_there = first["derived"]
    for card in theirs:
        _verify(card, for_holder=True)
        with pytest.raises(BaseProofError):
            _verify(card)
    assert derived_there == derived_here[: len(ours)]  # the same part, the same proof, octet by octet
    for shown in derived_here:
        assert set(shown["credentialSubject"]) <= {"id", "type", "category"}
        assert {"issuer", "validUntil", "credentialStatus", "credentialSchema"} <= shown.keys()
        _verify(shown)
        with pytest.raises(ProofVerificationError):
            _verify(_changed(shown))
    second = await run_node("selective.mjs", _ask(verify=[*derived_here, *map(_changed, derived_here), *ours]))
    good = len(derived_here)
    assert second["answers"][:good] == [{"verified": True, "error": ""}] * good
    assert not any(one["verified"] for one in second["answers"][good:])
