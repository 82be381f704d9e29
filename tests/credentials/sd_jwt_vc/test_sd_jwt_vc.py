"""An SD-JWT VC from issue to verification: the rules for its claims, and every way in which one is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials import strict_json
from credentials.dcql.claims_path import ClaimsPath
from credentials.encoding import encode_base64url
from credentials.errors import (
    AlgorithmError,
    CredentialError,
    JwsError,
    KeyBindingError,
    ModelError,
    SdJwtError,
    SignatureError,
    TokenClaimError,
    TokenTypeError,
)
from credentials.jose import jws
from credentials.keys.jwk import render_public_jwk
from credentials.keys.private_key import PrivateKey
from credentials.sd_jwt.conceal import conceal
from credentials.sd_jwt.issue import prepare_sd_jwt
from credentials.sd_jwt.key_binding import KeyBinding
from credentials.sd_jwt_vc.credential import FORMAT
from credentials.sd_jwt_vc.issue import prepare_sd_jwt_vc
from credentials.sd_jwt_vc.present import prepare_presentation
from credentials.sd_jwt_vc.verify import read_received, read_sd_jwt_vc
from tests.credentials.sd_jwt.sd_jwts import digests_of, disclosed, entropy

OFFICE = PrivateKey.from_seed(b"o" * 32)
HOLDER = PrivateKey.from_seed(b"h" * 32)
ALGORITHMS = frozenset({"EdDSA"})
KEY_ID = "did:web:city.example:offices:library#key-1"
NOW = 1_790_000_000
CARD: dict[str, Any] = {
    "vct": "https://city.example/types/library-card",
    "iss": "https://city.example/offices/library",
    "iat": NOW,
    "nbf": NOW,
    "exp": NOW + 86_400,
    "status": {"status_list": {"idx": 5, "uri": "https://city.example/offices/library/status/1"}},
    "category": "adult",
    "number": "L-1",
}
DISCLOSABLE: list[ClaimsPath] = [("category",), ("number",)]


def issued(claims: dict[str, Any] = CARD, **changes: Any) -> str:
    arguments = {"disclosable": DISCLOSABLE, "holder_key": HOLDER.public_key, "algorithm": "EdDSA", "key_id": KEY_ID}
    prepared = prepare_sd_jwt_vc(claims, **{**arguments, "entropy": entropy(), **changes})
    return prepared.attach(OFFICE.sign(prepared.signing_input))


def presented(*paths: ClaimsPath, held: str | None = None) -> str:
    prepared = prepare_presentation(
        read_received(held or issued()), paths, nonce="n", audience="v", issued_at=NOW, algorithm="EdDSA"
    )
    return prepared.attach(HOLDER.sign(prepared.signing_input))


def signed_by_hand(payload: dict[str, Any], *disclosures: str, typ: str = "dc+sd-jwt") -> str:
    prepared = jws.prepare({"alg": "EdDSA", "typ": typ, "kid": KEY_ID}, strict_json.render(payload))
    return "~".join((prepared.attach(OFFICE.sign(prepared.signing_input)), *disclosures, ""))


def accept(text: str) -> KeyBinding:
    read = read_sd_jwt_vc(text)
    read.verify_issuer(OFFICE.public_key, algorithms=ALGORITHMS)
    return read.verify_holder(algorithms=ALGORITHMS)


def test_the_verifier_sees_the_shown_claims_and_all_that_cannot_be_withheld() -> None:
    text = presented(("category",))
    assert accept(text) == KeyBinding("n", "v", NOW)
    credential = read_sd_jwt_vc(text).credential
    cnf = {"jwk": render_public_jwk(HOLDER.public_key)}
    assert credential.claims == {name: claim for name, claim in CARD.items() if name != "number"} | {"cnf": cnf}
    assert (credential.vct, credential.issuer, credential.holder_key) == (CARD["vct"], CARD["iss"], HOLDER.public_key)
    assert (credential.issued_at, credential.valid_from, credential.valid_until) == (NOW, NOW, NOW + 86_400)
    assert read_sd_jwt_vc(text).key_id == KEY_ID


def test_the_header_says_the_type_the_key_and_the_algorithm_and_no_more() -> None:
    assert jws.parse(issued().split("~")[0]).header == {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": KEY_ID}
    assert read_received(issued()).header == {"alg": "EdDSA", "typ": "dc+sd-jwt", "kid": KEY_ID}
    assert FORMAT == "dc+sd-jwt"


def test_without_disclosable_claims_there_are_no_digests_and_no_disclosures() -> None:
    text = issued(disclosable=[])
    assert text.count("~") == 1
    assert jws.parse(text[:-1]).claims().keys() == CARD.keys() | {"cnf"}


def test_two_copies_share_no_salt_and_no_digest() -> None:
    source = entropy()
    first, second = (read_received(issued(entropy=source, decoys=2)) for _ in range(2))
    assert set(first.sd_jwt.disclosures).isdisjoint(second.sd_jwt.disclosures)
    payloads = [jws.parse(copy.sd_jwt.issuer_jwt).claims() for copy in (first, second)]
    assert set(payloads[0]["_sd"]).isdisjoint(payloads[1]["_sd"])
    assert [len(payload["_sd"]) for payload in payloads] == [4, 4]


@pytest.mark.parametrize("name", ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"])
def test_claims_that_every_verifier_must_see_can_never_be_withheld(name: str) -> None:
    with pytest.raises(ModelError):
        issued(disclosable=[(name,)])
    with pytest.raises(ModelError):
        issued(disclosable=[("category",), (name, "inner")])
    hidden = disclosed("salt", name, CARD.get(name, "x"))
    payload = {claim: value for claim, value in CARD.items() if claim != name} | {"_sd": digests_of(hidden)}
    with pytest.raises(ModelError):
        read_sd_jwt_vc(signed_by_hand(payload, hidden))


@pytest.mark.parametrize("shown", [True, False])
def test_nothing_within_such_a_claim_can_be_withheld_either(shown: bool) -> None:
    hidden = disclosed("salt", "idx", 5)
    payload = {**CARD, "status": {"status_list": {"uri": "https://x.example/1", "_sd": digests_of(hidden)}}}
    with pytest.raises(ModelError):
        read_sd_jwt_vc(signed_by_hand(payload, *[hidden] * shown))


@pytest.mark.parametrize(
    "change",
    [
        {"vct": ...},
        {"vct": ""},
        {"vct": 5},
        {"vct": ["https://city.example/types/library-card"]},
        {"vct": None},
        {"iss": 5},
        {"iss": ""},
        {"nbf": "now"},
        {"exp": None},
        {"exp": True},
        {"iat": [NOW]},
        {"vct#integrity": 5},
        {"aka_vcts": []},
        {"aka_vcts": "https://city.example/types/card"},
        {"aka_vcts": ["a", 5]},
        {"aka_vcts": ["a", CARD["vct"]]},
        {"cnf": None},
        {"cnf": {}},
        {"cnf": {"kid": KEY_ID}},
        {"cnf": {"jwk": "text"}},
        {"cnf": {"jwk": {"kty": "oct", "k": "AA"}}},
        {"cnf": {"jwk": {"kty": "RSA", "n": "AA", "e": "AQAB"}}},
        {"cnf": {"jwk": {**render_public_jwk(HOLDER.public_key), "d": "AA"}}},
    ],
)
def test_malformed_registered_claims_are_refused(change: dict[str, Any]) -> None:
    payload = {name: value for name, value in {**CARD, **change}.items() if value is not ...}
    with pytest.raises((ModelError, TokenClaimError)):
        read_sd_jwt_vc(signed_by_hand(payload))
    if "cnf" not in change:
        with pytest.raises((ModelError, TokenClaimError)):
            issued(payload)


def test_other_names_of_a_type_are_read() -> None:
    payload = {**CARD, "aka_vcts": ["https://state.example/types/card"]}
    assert read_sd_jwt_vc(signed_by_hand(payload)).credential.vct == CARD["vct"]


def test_the_holders_key_is_not_taken_from_among_the_claims() -> None:
    with pytest.raises(ModelError):
        issued({**CARD, "cnf": {"jwk": render_public_jwk(HOLDER.public_key)}})


@pytest.mark.parametrize("typ", ["vc+sd-jwt", "JWT", "kb+jwt", "example+sd-jwt", "application/dc+sd-jwt", "DC+SD-JWT"])
def test_a_token_of_another_type_is_no_credential(typ: str) -> None:
    with pytest.raises(TokenTypeError):
        read_sd_jwt_vc(signed_by_hand(CARD, typ=typ)).verify_issuer(OFFICE.public_key, algorithms=ALGORITHMS)


def test_a_credential_by_another_key_or_algorithm_is_refused() -> None:
    read = read_sd_jwt_vc(issued())
    with pytest.raises(SignatureError):
        read.verify_issuer(HOLDER.public_key, algorithms=ALGORITHMS)
    for algorithms in (frozenset({"ES256"}), frozenset[str](), frozenset({"none"})):
        with pytest.raises(AlgorithmError):
            read.verify_issuer(OFFICE.public_key, algorithms=algorithms)


def test_an_unsigned_credential_is_refused() -> None:
    _, payload, _ = issued(disclosable=[])[:-1].split(".")
    for algorithm in ("none", "None", "nOnE"):
        header = encode_base64url(strict_json.render({"alg": algorithm, "typ": "dc+sd-jwt"}))
        with pytest.raises(JwsError):
            read_sd_jwt_vc(f"{header}.{payload}.~")
        with pytest.raises(AlgorithmError):
            read_sd_jwt_vc(f"{header}.{payload}.AA~").verify_issuer(OFFICE.public_key, algorithms=ALGORITHMS)


def test_a_holder_refuses_a_presentation_from_an_issuer() -> None:
    with pytest.raises(SdJwtError):
        read_received(presented(("category",)))
    read_received(issued())


def test_a_credential_bound_to_no_key_proves_no_holder() -> None:
    text = issued(holder_key=None)
    read_sd_jwt_vc(text).verify_issuer(OFFICE.public_key, algorithms=ALGORITHMS)
    for shown in (text, presented(("category",), held=text)):
        with pytest.raises(KeyBindingError):
            accept(shown)


def test_key_binding_is_never_decided_by_what_was_sent() -> None:
    with pytest.raises(KeyBindingError):
        accept(issued())


def test_a_key_binding_of_one_copy_does_not_bind_another() -> None:
    source = entropy()
    first, second = (presented(("category",), held=issued(entropy=source)) for _ in range(2))
    crossed = first[: first.rindex("~") + 1] + second[second.rindex("~") + 1 :]
    with pytest.raises(SignatureError):
        accept(crossed)


def test_a_claim_added_or_taken_away_after_signing_is_refused() -> None:
    jwt, *disclosures, empty = issued().split("~")
    *shown, key_binding = presented(("category",)).split("~")
    for changed in ([jwt, *disclosures, key_binding], [jwt, key_binding]):
        with pytest.raises(SignatureError):
            accept("~".join(changed))
    with pytest.raises(SdJwtError):
        accept("~".join([*shown, disclosed("salt", "role", "mayor"), key_binding]))
    assert empty == ""


@given(st.integers(0), st.integers(1, 255))
def test_any_flipped_byte_of_any_part_is_refused(place: int, flip: int) -> None:
    good = presented(("category",)).encode()
    place %= len(good)
    forged = (good[:place] + bytes([good[place] ^ flip]) + good[place + 1 :]).decode("latin-1")
    with pytest.raises(CredentialError):
        accept(forged)


@given(st.sets(st.sampled_from(DISCLOSABLE)))
def test_whatever_the_holder_chooses_is_shown_and_nothing_else(paths: set[ClaimsPath]) -> None:
    text = presented(*paths)
    accept(text)
    shown = read_sd_jwt_vc(text).credential.claims
    assert {path for path in DISCLOSABLE if path[0] in shown} == paths


def test_a_credential_of_other_software_with_a_longer_hash_is_read() -> None:
    hidden = disclosed("salt", "category", "adult")
    concealed = conceal(CARD, [], entropy=entropy())
    payload = {**concealed.payload, "_sd_alg": "sha-512"}
    del payload["category"]
    assert read_sd_jwt_vc(signed_by_hand(payload)).hash_name == "sha-512"
    with pytest.raises(SdJwtError):
        read_sd_jwt_vc(signed_by_hand({**payload, "_sd": digests_of(hidden)}, hidden))


def test_an_sd_jwt_without_a_type_is_not_prepared() -> None:
    with pytest.raises(JwsError):
        prepare_sd_jwt({"alg": "EdDSA"}, conceal(CARD, [], entropy=entropy()))
