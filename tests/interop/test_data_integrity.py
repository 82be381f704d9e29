"""@digitalbazaar/vc with eddsa-rdfc-2022 and we verify each other's credentials and presentations.

VC Data Integrity 1.0 section 4 and Data Integrity EdDSA Cryptosuites 1.0 section 3.2.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from credentials.data_integrity.secure import prepare
from credentials.data_integrity.verify import verify_proof
from credentials.errors import InvalidChallengeError, InvalidDomainError, ProofVerificationError
from tests.interop import cards
from tests.interop.cards import JsonObject, Keeper
from tests.interop.conftest import RunNode

SUITE = "eddsa-rdfc-2022"
CHALLENGE = "n-0S6_WzA2Mj"
VERIFIER = "decentralized_identifier:did:web:bibliothek.musterstadt.example"

OFFICE = cards.office()
CITIZEN = cards.citizen()
STRANGER = cards.citizen(b"s" * 32)

Change = Callable[[JsonObject], Any]


def _sign(document: JsonObject, keeper: Keeper, purpose: str, **binding: str) -> JsonObject:
    prepared = prepare(
        document,
        cryptosuite=SUITE,
        verification_method=keeper.verification_method,
        proof_purpose=purpose,
        created=cards.NOW,
        contexts=cards.CONTEXTS,
        **binding,
    )
    return prepared.attach(keeper.private_key.sign(prepared.signing_input))


def _verify(
    secured: JsonObject, keeper: Keeper, purpose: str, *, domain: str | None = None, challenge: str | None = None
) -> None:
    verify_proof(
        secured,
        keeper.private_key.public_key,
        contexts=cards.CONTEXTS,
        suites=frozenset({SUITE}),
        purpose=purpose,
        domain=domain,
        challenge=challenge,
        now=cards.NOW,
    )


def _our_card() -> JsonObject:
    return _sign(cards.unsecured_card(OFFICE, CITIZEN), OFFICE, "assertionMethod")


def _unsecured_presentation(card: JsonObject) -> JsonObject:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": CITIZEN.did,
        "verifiableCredential": [card],
    }


def _our_presentation() -> JsonObject:
    return _sign(_unsecured_presentation(_our_card()), CITIZEN, "authentication", domain=VERIFIER, challenge=CHALLENGE)


def _question(**value: object) -> JsonObject:
    return {"documents": cards.readable(OFFICE, CITIZEN, STRANGER), "now": cards.NOW_TEXT, **value}


CARD_CHANGES: dict[str, Change] = {
    "a claim": lambda card: card["credentialSubject"].update(familyName="Adler"),
    "the holder": lambda card: card["credentialSubject"].update(id=STRANGER.did),
    "the end": lambda card: card.update(validUntil="2036-05-03T21:59:59Z"),
    "the place in the status list": lambda card: card["credentialStatus"][0].update(statusListIndex="94568"),
    "the language of a name": lambda card: card["issuer"]["name"][0].update({"@language": "en"}),
    "the direction of a name": lambda card: card["issuer"]["name"][1].update({"@direction": "ltr"}),
    "the time of signing": lambda card: card["proof"].update(created="2026-05-03T09:20:01Z"),
    "the purpose of the proof": lambda card: card["proof"].update(proofPurpose="authentication"),
    "a claim left out": lambda card: card["credentialSubject"].pop("category"),
}


async def test_a_card_signed_here_verifies_there(run_node: RunNode) -> None:
    answer = await run_node("verify.mjs", _question(questions=[{"credential": _our_card()}]))
    assert answer["answers"] == [{"verified": True, "error": ""}]


async def test_a_changed_card_is_refused_there_and_here(run_node: RunNode) -> None:
    changed = [_changed(_our_card(), change) for change in CARD_CHANGES.values()]
    answer = await run_node("verify.mjs", _question(questions=[{"credential": card} for card in changed]))
    accepted = [what for what, one in zip(CARD_CHANGES, answer["answers"], strict=True) if one["verified"]]
    assert not accepted
    for card in changed:
        with pytest.raises(ProofVerificationError):
            _verify(card, OFFICE, "assertionMethod")


async def test_a_card_signed_there_verifies_here_and_a_changed_one_does_not(run_node: RunNode) -> None:
    card = await _sign_there(run_node, credential=cards.unsecured_card(OFFICE, CITIZEN), key=OFFICE.multikey)
    _verify(card, OFFICE, "assertionMethod")
    for change in CARD_CHANGES.values():
        with pytest.raises(ProofVerificationError):
            _verify(_changed(card, change), OFFICE, "assertionMethod")


async def test_both_sides_sign_the_same_card_with_the_same_bytes(run_node: RunNode) -> None:
    """Ed25519 draws no random number: the same document, options and key have one signature."""
    card = await _sign_there(run_node, credential=cards.unsecured_card(OFFICE, CITIZEN), key=OFFICE.multikey)
    assert card["proof"] == _our_card()["proof"]


async def test_a_presentation_signed_here_verifies_there_for_its_challenge_and_domain_only(run_node: RunNode) -> None:
    right = {"presentation": _our_presentation(), "challenge": CHALLENGE, "domain": VERIFIER}
    forged = _changed(_our_presentation(), lambda shown: CARD_CHANGES["a claim"](shown["verifiableCredential"][0]))
    questions = [
        right,
        {**right, "challenge": "another"},
        {**right, "domain": "decentralized_identifier:did:web:museum.musterstadt.example"},
        {**right, "presentation": _changed(_our_presentation(), lambda shown: shown.update(holder=STRANGER.did))},
        {**right, "presentation": forged},
    ]
    answer = await run_node("verify.mjs", _question(questions=questions))
    assert answer["answers"][0] == {"verified": True, "error": ""}
    assert [one["verified"] for one in answer["answers"][1:]] == [False] * 4


async def test_a_presentation_signed_there_verifies_here_for_its_challenge_and_domain_only(run_node: RunNode) -> None:
    shown = await _sign_there(
        run_node,
        presentation=_unsecured_presentation(_our_card()),
        key=CITIZEN.multikey,
        challenge=CHALLENGE,
        domain=VERIFIER,
    )
    _verify(shown, CITIZEN, "authentication", domain=VERIFIER, challenge=CHALLENGE)
    _verify(shown["verifiableCredential"][0], OFFICE, "assertionMethod")
    with pytest.raises(InvalidChallengeError):
        _verify(shown, CITIZEN, "authentication", domain=VERIFIER, challenge="another")
    with pytest.raises(InvalidDomainError):
        _verify(shown, CITIZEN, "authentication", domain="another", challenge=CHALLENGE)
    with pytest.raises(ProofVerificationError):
        _verify(shown, STRANGER, "authentication", domain=VERIFIER, challenge=CHALLENGE)
    forged = _changed(shown, lambda shown: CARD_CHANGES["a claim"](shown["verifiableCredential"][0]))
    with pytest.raises(ProofVerificationError):
        _verify(forged, CITIZEN, "authentication", domain=VERIFIER, challenge=CHALLENGE)


async def _sign_there(run_node: RunNode, **what: object) -> JsonObject:
    answer = await run_node("sign.mjs", _question(date=cards.NOW_TEXT, **what))
    signed: JsonObject = answer["signed"]
    return signed


def _changed(secured: JsonObject, change: Change) -> JsonObject:
    changed = copy.deepcopy(secured)
    change(changed)
    return changed
