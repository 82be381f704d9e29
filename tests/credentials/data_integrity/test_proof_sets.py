"""Proof sets and proof chains: every proof is verified, over the document and the proofs on which it builds."""

from __future__ import annotations

import copy
import json
import time
import tracemalloc
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.data_integrity.proof_set import MOST_PROOFS, extract_proofs
from credentials.data_integrity.secure import prepare
from credentials.data_integrity.suites import SUITES
from credentials.data_integrity.verify import verify_proof, verify_proofs
from credentials.errors import (
    CredentialError,
    InvalidChallengeError,
    InvalidDomainError,
    ModelError,
    ProofVerificationError,
)
from credentials.keys.algorithm import Algorithm
from credentials.keys.multikey import parse_multikey
from credentials.keys.private_key import PrivateKey
from credentials.model.instant import parse_instant
from tests.credentials.data_integrity.published import CONTEXTS as PUBLISHED_CONTEXTS
from tests.credentials.data_integrity.published import private_key
from tests.credentials.data_integrity.test_verify import CARD, CONTEXTS, NOW

if TYPE_CHECKING:
    from pathlib import Path

FORMS = [
    (suite.name, algorithm)
    for suite in SUITES.values()
    if not suite.selective
    for algorithm in sorted(suite.algorithms)
]
KEYS = {algorithm: PrivateKey.from_seed(b"\x01" * algorithm.seed_length, algorithm) for algorithm in Algorithm}


def method(algorithm: Algorithm) -> str:
    return f"did:web:city.example#{algorithm}"


PUBLIC = {method(algorithm): key.public_key for algorithm, key in KEYS.items()}


def add(document: dict[str, Any], form: tuple[str, Algorithm] = FORMS[0], **changes: Any) -> dict[str, Any]:
    name, algorithm = form
    wishes: dict[str, Any] = {
        "verification_method": method(algorithm),
        "proof_purpose": "assertionMethod",
        "created": NOW - 10,
        "contexts": CONTEXTS,
        "previous": (),
    }
    prepared = prepare(copy.deepcopy(document), cryptosuite=name, algorithm=algorithm, **{**wishes, **changes})
    return prepared.attach(KEYS[algorithm].sign(prepared.signing_input))


def verify(document: Any, **changes: Any) -> list[str | None]:
    accepted: dict[str, Any] = {
        "contexts": CONTEXTS,
        "suites": frozenset(SUITES),
        "purpose": "assertionMethod",
        "domain": None,
        "challenge": None,
        "now": NOW,
    }
    keys = changes.pop("keys", PUBLIC)
    return [proof.id for proof in verify_proofs(document, keys, **{**accepted, **changes})]


def a_set() -> dict[str, Any]:
    document = CARD
    for number, form in enumerate(FORMS):
        document = add(document, form, proof_id=f"urn:proof:{number}")
    return document


SIGNED_SET = a_set()


def a_chain() -> dict[str, Any]:
    """Two proofs beside each other, one that builds on both, and one that builds on that."""
    document = add(add(CARD, FORMS[0], proof_id="urn:proof:0"), FORMS[1], proof_id="urn:proof:1")
    document = add(document, FORMS[2], proof_id="urn:proof:2", previous=("urn:proof:0", "urn:proof:1"))
    return add(document, FORMS[4], previous=("urn:proof:2",))


def test_the_published_proof_sets_and_chains_are_reproduced_proof_by_proof(vectors: Path) -> None:
    folder = vectors / "vc-di-eddsa" / "proof-set-chain"

    def read(name: str) -> dict[str, Any]:
        read_as: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
        return read_as

    pairs = [read("multiKeyPairs")[f"keyPair{number}"] for number in (1, 2, 3, 4)]
    configs = [read(f"proof{kind}Config{number}") for kind in ("Set", "Chain") for number in (1, 2)]
    documents = [read(f"signedProof{kind}{number}") for kind in ("Set", "Chain") for number in (1, 2)]
    document = read("unsigned")
    keys = {}
    for config, pair, expected in zip(configs, pairs, documents, strict=True):
        previous = config.get("previousProof", [])
        prepared = prepare(
            document,
            cryptosuite=config["cryptosuite"],
            verification_method=config["verificationMethod"],
            proof_purpose=config["proofPurpose"],
            created=parse_instant(config["created"]),
            contexts=PUBLISHED_CONTEXTS,
            proof_id=config.get("id"),
            previous=previous if isinstance(previous, list) else [previous],
        )
        document = prepared.attach(private_key(pair["privateKeyMultibase"]).sign(prepared.signing_input))
        assert document["proof"] == expected["proof"] or [document["proof"]] == expected["proof"]
        assert {**document, "proof": expected["proof"]} == expected
        keys[config["verificationMethod"]] = parse_multikey(pair["publicKeyMultibase"])
        verify(document, keys=keys, contexts=PUBLISHED_CONTEXTS)


def test_a_set_of_proofs_by_every_suite_verifies_in_any_order() -> None:
    document = a_set()
    names = verify(document)
    assert names == [f"urn:proof:{number}" for number in range(len(FORMS))]
    for order in list(permutations(document["proof"]))[::97]:
        assert sorted(verify({**document, "proof": list(order)}), key=str) == names


def test_a_chain_verifies_in_any_order() -> None:
    document = a_chain()
    for order in list(permutations(document["proof"]))[::5]:
        assert len(verify({**document, "proof": list(order)})) == 4


def test_a_proof_of_a_set_stands_without_the_others_and_a_proof_of_a_chain_does_not() -> None:
    document = a_set()
    for proof in document["proof"]:
        verify({**document, "proof": proof})
        verify({**document, "proof": [proof]})
    chain = a_chain()
    for left_out in range(3):
        rest = [proof for number, proof in enumerate(chain["proof"]) if number != left_out]
        with pytest.raises(ProofVerificationError, match="does not have"):
            verify({**chain, "proof": rest})


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_one_bad_proof_of_many_refuses_the_document(number: int) -> None:
    document = a_set()
    other = document["proof"][(number + 1) % len(FORMS)]
    for change in (
        {"created": "2026-01-01T00:00:00Z"},
        {"id": "urn:proof:9"},
        {"proofValue": other["proofValue"]},
        {"previousProof": other["id"]},
        {"proofPurpose": "authentication"},
        {"cryptosuite": "bbs-2023"},
    ):
        changed = copy.deepcopy(document)
        changed["proof"][number].update(change)
        with pytest.raises(CredentialError):
            verify(changed)
    keys = {name: key for name, key in PUBLIC.items() if name != document["proof"][number]["verificationMethod"]}
    with pytest.raises(ProofVerificationError, match="not at hand"):
        verify(document, keys=keys)


@pytest.mark.parametrize("number", range(4))
def test_a_change_in_an_earlier_proof_breaks_the_chain(number: int) -> None:
    chain = a_chain()
    for change in ({"created": "2026-01-01T00:00:00Z"}, {"nonce": "x"}):
        changed = copy.deepcopy(chain)
        changed["proof"][number].update(change)
        with pytest.raises(ProofVerificationError, match="does not fit"):
            verify(changed)


def test_an_earlier_proof_made_anew_by_its_own_key_breaks_what_was_built_on_it() -> None:
    chain = a_chain()
    anew = add(CARD, FORMS[0], proof_id="urn:proof:0", created=NOW - 5)["proof"]
    verify({**CARD, "proof": anew})
    with pytest.raises(ProofVerificationError, match="does not fit"):
        verify({**chain, "proof": [anew, *chain["proof"][1:]]})


def test_a_link_of_a_chain_cannot_be_cut_or_moved() -> None:
    chain = a_chain()
    for value in (..., "urn:proof:0", "urn:proof:2", ["urn:proof:0"], ["urn:proof:0", "urn:proof:1", "urn:proof:0"]):
        changed = copy.deepcopy(chain)
        changed["proof"][2]["previousProof"] = value
        if value is ...:
            del changed["proof"][2]["previousProof"]
        with pytest.raises(ProofVerificationError):
            verify(changed)


@pytest.mark.parametrize(
    ("links", "reason"),
    [
        ({"a": ["a"]}, "circle"),
        ({"a": ["b"], "b": ["a"]}, "circle"),
        ({"a": ["c"], "b": ["a"], "c": ["b"], "d": []}, "circle"),
        ({"a": ["z"]}, "does not have"),
        ({"a": [], "b": ["a", "z"]}, "does not have"),
        ({"a": [], "b": ["A"]}, "does not have"),
    ],
)
def test_links_to_nowhere_and_in_a_circle_are_refused_before_any_signature(
    links: dict[str, list[str]], reason: str
) -> None:
    proof = add(CARD)["proof"]
    proofs = [{**proof, "id": name, **({"previousProof": to} if to else {})} for name, to in links.items()]
    with pytest.raises(ProofVerificationError, match=reason):
        extract_proofs({**CARD, "proof": proofs})


@pytest.mark.parametrize("previous", [None, "", [], [""], [5], {"id": "urn"}, 5, ["urn:proof:a", "urn:proof:a"]])
def test_a_malformed_link_is_refused(previous: Any) -> None:
    proof = add(CARD, proof_id="urn:proof:a")["proof"]
    with pytest.raises(ProofVerificationError):
        extract_proofs({**CARD, "proof": [proof, {**proof, "id": "b", "previousProof": previous}]})


def test_two_proofs_of_one_name_are_refused() -> None:
    first = add(CARD, proof_id="urn:proof:0")["proof"]
    second = add(CARD, FORMS[1], proof_id="urn:proof:0")["proof"]
    with pytest.raises(ProofVerificationError, match="same id"):
        verify({**CARD, "proof": [first, second]})


def test_the_same_proof_twice_is_refused() -> None:
    for proof in (add(CARD)["proof"], add(CARD, proof_id="urn:proof:0")["proof"]):
        with pytest.raises(ProofVerificationError, match="twice"):
            verify({**CARD, "proof": [proof, proof]})


def test_eight_proofs_are_verified_and_nine_are_refused() -> None:
    proofs = [add(CARD, form, created=NOW - at)["proof"] for at, form in enumerate((FORMS * 2)[:MOST_PROOFS])]
    assert len(verify({**CARD, "proof": proofs})) == 8
    with pytest.raises(ProofVerificationError, match="1 to 8"):
        verify({**CARD, "proof": [*proofs, proofs[0]]})


def test_five_hundred_proofs_are_refused_before_any_work() -> None:
    document = {**CARD, "proof": [add(CARD)["proof"]] * 500}
    tracemalloc.start()
    begun = time.perf_counter()
    with pytest.raises(ProofVerificationError):
        verify(document)
    assert time.perf_counter() - begun < 0.1
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("proof", [None, [], "proof", 5, [None], [[]], [{}, {}], {"proof": {}}])
def test_what_is_no_set_of_proofs_is_refused(proof: Any) -> None:
    with pytest.raises(ProofVerificationError):
        verify({**CARD, "proof": proof})


def test_every_proof_is_for_the_audience_and_the_question() -> None:
    first = add(CARD, FORMS[0], domain="d", challenge="c")
    assert verify(add(first, FORMS[1], domain="d", challenge="c"), domain="d", challenge="c") == [None, None]
    for second, error in (({"domain": "d"}, InvalidChallengeError), ({"challenge": "c"}, InvalidDomainError)):
        with pytest.raises(error):
            verify(add(first, FORMS[1], **second), domain="d", challenge="c")


def test_every_proof_holds_now() -> None:
    first = add(CARD, FORMS[0])
    with pytest.raises(ProofVerificationError, match="expired"):
        verify(add(first, FORMS[1], expires=NOW - 5), clock_skew=0)
    with pytest.raises(ProofVerificationError, match="future"):
        verify(add(first, FORMS[1], created=NOW + 61))


def test_where_one_proof_belongs_a_set_is_refused() -> None:
    with pytest.raises(ProofVerificationError, match="exactly one"):
        verify_proof(
            a_set(),
            KEYS[Algorithm.ED25519].public_key,
            contexts=CONTEXTS,
            suites=frozenset(SUITES),
            purpose="assertionMethod",
            domain=None,
            challenge=None,
            now=NOW,
        )


@pytest.mark.parametrize(
    ("document", "previous"),
    [
        (CARD, ("urn:proof:0",)),
        (a_set(), ("urn:proof:9",)),
        (a_set(), None),
        ({**CARD, "proof": [add(CARD)["proof"]] * MOST_PROOFS}, ()),
        ({**CARD, "proof": "proof"}, ()),
        ({**CARD, "proof": [add(CARD, proof_id="urn:proof:a")["proof"]] * 2}, ("urn:proof:a",)),
    ],
)
def test_a_proof_that_would_not_verify_is_not_even_prepared(
    document: dict[str, Any], previous: tuple[str, ...] | None
) -> None:
    with pytest.raises(ModelError):
        add(document, previous=previous)


members = st.dictionaries(
    st.sampled_from(
        ["type", "id", "previousProof", "cryptosuite", "proofPurpose", "proofValue", "@context", "created"]
    ),
    st.recursive(
        st.none() | st.integers() | st.sampled_from(["urn:proof:0", "urn:proof:1", "eddsa-jcs-2022", "z11"]),
        lambda values: st.lists(values, max_size=3) | st.dictionaries(st.sampled_from(["id", "a"]), values, max_size=2),
        max_leaves=4,
    ),
)


@given(st.lists(members, min_size=1, max_size=4))
def test_whatever_proofs_say_they_are_verified_or_refused(changes: list[dict[str, Any]]) -> None:
    proofs = [
        {**SIGNED_SET["proof"][number % len(FORMS)], "id": f"urn:proof:{number}", **change}
        for number, change in enumerate(changes)
    ]
    try:
        verify({**SIGNED_SET, "proof": proofs})
    except CredentialError:
        return
    assert all(proof in SIGNED_SET["proof"] for proof in proofs)
