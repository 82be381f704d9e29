"""The @digitalbazaar cryptosuites and we verify each other's credentials: each suite, each kind of key, both ways."""

from __future__ import annotations

import copy

import pytest

from credentials.data_integrity.secure import prepare
from credentials.data_integrity.suites import SUITES
from credentials.data_integrity.verify import verify_proof, verify_proofs
from credentials.errors import ProofVerificationError
from credentials.keys.algorithm import Algorithm
from credentials.keys.public_key import PublicKey
from tests.interop import cards
from tests.interop.cards import JsonObject, Keeper
from tests.interop.conftest import RunNode

WHOLE = [
    (suite.name, algorithm)
    for suite in SUITES.values()
    if not suite.selective
    for algorithm in sorted(suite.algorithms)
]
OFFICES = {algorithm: cards.office(algorithm) for algorithm in Algorithm}
CITIZEN = cards.citizen()


def _card(office: Keeper) -> JsonObject:
    return cards.unsecured_card(office, CITIZEN)


def _sign(form: tuple[str, Algorithm], document: JsonObject | None = None) -> JsonObject:
    name, algorithm = form
    office = OFFICES[algorithm]
    prepared = prepare(
        _card(office) if document is None else document,
        cryptosuite=name,
        algorithm=algorithm,
        verification_method=office.verification_method,
        proof_purpose="assertionMethod",
        created=cards.NOW,
        contexts=cards.CONTEXTS,
        previous=(),
    )
    return prepared.attach(office.private_key.sign(prepared.signing_input))


def _verify(secured: JsonObject, form: tuple[str, Algorithm]) -> None:
    verify_proof(
        secured,
        OFFICES[form[1]].private_key.public_key,
        contexts=cards.CONTEXTS,
        suites=frozenset({form[0]}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=cards.NOW,
    )


def _changed(secured: JsonObject) -> JsonObject:
    changed = copy.deepcopy(secured)
    changed["credentialSubject"]["familyName"] = "Adler"
    return changed


def _ask(**what: object) -> JsonObject:
    documents = cards.readable(CITIZEN, *OFFICES.values())
    return {"sign": [], "verify": [], "documents": documents, "date": cards.NOW_TEXT, **what}


async def test_cards_signed_here_verify_there_and_changed_ones_do_not(run_node: RunNode) -> None:
    ours = [_sign(form) for form in WHOLE]
    answer = await run_node("suites.mjs", _ask(verify=[*ours, *map(_changed, ours)]))
    good, bad = answer["answers"][: len(ours)], answer["answers"][len(ours) :]
    assert good == [{"verified": True, "proofs": [True], "error": ""}] * len(WHOLE)
    assert [one["verified"] for one in bad] == [False] * len(WHOLE)


async def test_cards_signed_there_verify_here_and_changed_ones_do_not(run_node: RunNode) -> None:
    wishes = [
        {"suite": name, "key": OFFICES[algorithm].multikey, "credential": _card(OFFICES[algorithm])}
        for name, algorithm in WHOLE
    ]
    answer = await run_node("suites.mjs", _ask(sign=wishes))
    for form, card in zip(WHOLE, answer["signed"], strict=True):
        _verify(card, form)
        with pytest.raises(ProofVerificationError):
            _verify(_changed(card), form)
        ours = _sign(form)["proof"]
        assert {**card["proof"], "proofValue": None} == {**ours, "proofValue": None}


async def test_a_set_of_proofs_made_here_verifies_there_proof_by_proof(run_node: RunNode) -> None:
    """There, one good proof is enough for the set (a laxer rule than ours); so each proof is compared."""
    office = OFFICES[Algorithm.P256]
    forms = [("ecdsa-rdfc-2019", Algorithm.P256), ("ecdsa-jcs-2019", Algorithm.P256)]
    both = _sign(forms[1], _sign(forms[0], _card(office)))
    broken = copy.deepcopy(both)
    broken["proof"][1]["created"] = "2026-05-03T09:20:01Z"
    answer = await run_node("suites.mjs", _ask(verify=[both, broken, _changed(both)]))
    assert [sorted(one["proofs"]) for one in answer["answers"]] == [[True, True], [False, True], [False, False]]
    keys = {office.verification_method: office.private_key.public_key}
    _verify_set(both, keys)
    for refused in (broken, _changed(both)):
        with pytest.raises(ProofVerificationError):
            _verify_set(refused, keys)


def _verify_set(secured: JsonObject, keys: dict[str, PublicKey]) -> None:
    verify_proofs(
        secured,
        keys,
        contexts=cards.CONTEXTS,
        suites=frozenset(SUITES),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=cards.NOW,
    )
