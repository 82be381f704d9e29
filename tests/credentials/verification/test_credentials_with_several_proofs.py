"""A card that more than one has signed: the issuer must be among them, and every proof must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from credentials.did import did_key
from credentials.did.build import Method, build_document
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from credentials.verification.evidence import Standing, Unavailable
from tests.credentials.verification.city import DAY, ISSUE, NOW, OFFICE, OFFICE_KEY, SIGNED, City, Statements, sign

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

NOTARY_KEY = PrivateKey.from_seed(b"\x09" * 32, Algorithm.P256)
NOTARY = did_key.render_did(NOTARY_KEY.public_key)
NOTARY_METHOD = did_key.verification_method(NOTARY)
MINISTRY = "did:web:ministry.example"
FIRST = "urn:uuid:0b5c2c1e-3b1f-4b5e-9d4e-00000000a001"


def city(*, key: PrivateKey = NOTARY_KEY, method: str = NOTARY_METHOD, **changes: Any) -> City:
    """A city whose card gets one proof more after it was signed."""
    wishes: dict[str, Any] = {"cryptosuite": "ecdsa-rdfc-2019", "previous": (), **changes}
    made = City()
    made.issue |= {"proof_id": FIRST}
    made.rules |= {"suites": frozenset({"eddsa-rdfc-2022", "ecdsa-rdfc-2019"})}

    def add(card: JsonObject) -> None:
        card.update(sign(card, key, method, **wishes))

    made.change_card = add
    return made


def problems(made: City) -> dict[str, str]:
    return {check.name.value: check.code for check in made.verdict().problems}


@pytest.mark.parametrize("previous", [(), (FIRST,)], ids=["set", "chain"])
def test_a_notary_signs_beside_the_office_or_on_top_of_it(previous: tuple[str, ...]) -> None:
    assert problems(city(previous=previous)) == {}


def test_an_office_signs_twice_with_keys_of_two_kinds() -> None:
    second = PrivateKey.from_seed(b"\x08" * 32, Algorithm.P256)
    made = city(key=second, method=f"{OFFICE}#key-2")
    keys = {"key-1": OFFICE_KEY, "key-2": second}
    methods = [Method(name, key.public_key, ("assertionMethod",)) for name, key in keys.items()]
    made.controllers[OFFICE] = build_document(OFFICE, methods)
    assert problems(made) == {}


def test_a_bad_proof_beside_the_good_one_of_the_office_refuses_the_card() -> None:
    made = city(key=PrivateKey.from_seed(b"\x0a" * 32, Algorithm.P256))
    assert problems(made)["credential-proof"] == "credential-signature-wrong"


def test_a_cut_chain_refuses_the_card() -> None:
    made = city(previous=(FIRST,))
    add = made.change_card

    def add_and_cut(card: JsonObject) -> None:
        add(card)
        del card["proof"][0]

    made.change_card = add_and_cut
    assert problems(made)["credential-proof"] == "credential-proof-malformed"


def test_proofs_of_others_alone_do_not_make_a_card_of_the_office() -> None:
    made = City()
    made.issue |= {"key": NOTARY_KEY, "method": NOTARY_METHOD, "cryptosuite": "ecdsa-rdfc-2019"}
    assert problems(made)["credential-proof"] == "credential-key-not-of-issuer"

    def without_the_office(card: JsonObject) -> None:
        wishes: dict[str, Any] = {"cryptosuite": "ecdsa-rdfc-2019", "previous": (), "created": NOW - 60}
        card.update(sign(card, NOTARY_KEY, NOTARY_METHOD, **wishes))

    made.change_card = without_the_office
    assert problems(made)["credential-proof"] == "credential-key-not-of-issuer"


@pytest.mark.parametrize("document", [None, Unavailable("timeout")])
def test_a_proof_by_somebody_whose_keys_are_not_at_hand_stays_open(document: Unavailable | None) -> None:
    made = city(method=f"{MINISTRY}#key-1")
    if document is not None:
        made.controllers[MINISTRY] = document
    assert problems(made)["credential-proof"] == "cosigner-keys-unavailable"
    assert not made.verdict().valid


def test_a_proof_by_somebody_whose_keys_are_at_hand_is_judged_by_them() -> None:
    made = city(method=f"{MINISTRY}#key-1")
    for relationship, expected in (("assertionMethod", None), ("authentication", "credential-key-not-found")):
        method = Method("key-1", NOTARY_KEY.public_key, (relationship,))
        made.controllers[MINISTRY] = build_document(MINISTRY, [method])
        assert problems(made).get("credential-proof") == expected


def test_every_proof_was_made_to_assert() -> None:
    assert problems(city(proof_purpose="authentication"))["credential-proof"] == "credential-proof-not-accepted"


def test_every_proof_is_of_an_accepted_suite() -> None:
    made = city()
    made.rules |= {"suites": frozenset({"eddsa-rdfc-2022"})}
    assert problems(made)["credential-proof"] == "credential-algorithm-not-accepted"


def test_the_office_must_have_been_trusted_when_it_signed_last() -> None:
    second = PrivateKey.from_seed(b"\x08" * 32, Algorithm.P256)
    ended = Statements({**City().trust.said, ISSUE: [(SIGNED - DAY, SIGNED + 60, Standing.ENDED)]})
    methods = [
        Method(name, key.public_key, ("assertionMethod",)) for name, key in (("key-1", OFFICE_KEY), ("key-2", second))
    ]
    for created, good in ((SIGNED, True), (NOW - 60, False)):
        made = city(key=second, method=f"{OFFICE}#key-2", created=created)
        made.trust = ended
        made.controllers[OFFICE] = build_document(OFFICE, methods)
        assert ("issuer-trusted" not in problems(made)) is good
