"""did:key and did:jwk carry their document in their name; private, foreign or malformed keys are refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.did import did_jwk, did_key
from credentials.did.document import find_key
from credentials.did.static import document_of
from credentials.encoding import encode_base64url, encode_multibase
from credentials.errors import DidError
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import parse_public_jwk
from credentials.keys.multikey import parse_multikey
from credentials.keys.private_key import PrivateKey

KEY = PrivateKey.from_seed(bytes(32)).public_key
# The did:key Method v0.7 section 1 (Ed25519 example)
DID_KEY = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
# RFC 8037 appendix A.2 as a did:jwk with its members in the RFC's order
JWK = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def jwk_did(jwk: object) -> str:
    return "did:jwk:" + encode_base64url(json.dumps(jwk, separators=(",", ":")).encode())


@pytest.mark.parametrize("relationship", ["authentication", "assertionMethod", "capabilityInvocation"])
@pytest.mark.parametrize("method", [did_key, did_jwk])
@pytest.mark.parametrize("algorithm", Algorithm)
def test_the_key_is_found_again_in_its_document(method: object, relationship: str, algorithm: Algorithm) -> None:
    module = did_key if method is did_key else did_jwk
    key = PrivateKey.from_seed(b"\1" * algorithm.seed_length, algorithm).public_key
    did = module.render_did(key)
    document = document_of(did)
    assert document is not None
    assert find_key(document, module.verification_method(did), relationship, now=0) == key


# The did:key Method v0.7 section 3 (P-256 and P-384); the did:jwk Method, first example
@pytest.mark.parametrize(
    ("did", "algorithm"),
    [
        ("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", Algorithm.P256),
        ("did:key:z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9", Algorithm.P384),
        (
            "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAi"
            "LCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9",
            Algorithm.P256,
        ),
    ],
)
def test_the_published_examples_of_the_nist_curves_are_read(did: str, algorithm: Algorithm) -> None:
    module = did_key if did.startswith("did:key") else did_jwk
    key = find_key(module.document(did), module.verification_method(did), "authentication", now=0)
    assert key.algorithm is algorithm
    assert module.render_did(key) == did


def test_the_published_did_key_has_its_published_method() -> None:
    document = did_key.document(DID_KEY)
    assert did_key.verification_method(DID_KEY) == f"{DID_KEY}#{DID_KEY.removeprefix('did:key:')}"
    assert document["verificationMethod"][0]["publicKeyMultibase"] == DID_KEY.removeprefix("did:key:")
    assert did_key.render_did(parse_multikey(DID_KEY.removeprefix("did:key:"))) == DID_KEY
    assert "keyAgreement" not in document


def test_a_did_jwk_stands_for_its_jwk_as_it_was_written() -> None:
    did = jwk_did({**JWK, "use": "sig", "kid": "ignored"})
    document = did_jwk.document(did)
    assert document["verificationMethod"][0]["publicKeyJwk"] == {**JWK, "use": "sig", "kid": "ignored"}
    assert find_key(document, f"{did}#0", "assertionMethod", now=0) == parse_public_jwk(JWK)
    assert did_jwk.verification_method(did) == f"{did}#0"


def test_the_same_key_in_another_order_of_members_is_another_did() -> None:
    other = jwk_did(JWK)
    assert other != did_jwk.render_did(parse_public_jwk(JWK))
    assert did_jwk.document(other)["id"] == other


@pytest.mark.parametrize(
    "did",
    [
        "did:key:",
        "did:key:z",
        "did:key:1.1:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        DID_KEY + "x",
        DID_KEY[:-1],
        DID_KEY.replace("z6Mk", "u6Mk"),
        DID_KEY + "#" + DID_KEY.removeprefix("did:key:"),
        "did:key:" + "z6Mk" * 400,
        "did:key:" + encode_multibase("z", b"\xec\x01" + bytes(31) + b"\x09"),  # X25519
        "did:key:" + encode_multibase("z", b"\x80\x26" + bytes(32)),  # an Ed25519 private key
        "did:key:" + encode_multibase("z", b"\xed\x01" + bytes(32)),  # small order
        "did:key:" + encode_multibase("u", b"\xed\x01" + KEY.raw),
        "did:jwk:",
        "did:jwk:!",
        "did:jwk:e30",
        jwk_did(JWK) + "=",
        jwk_did(JWK) + "A",
        jwk_did([JWK]),
        jwk_did({**JWK, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}),
        jwk_did({**JWK, "use": "enc"}),
        jwk_did({**JWK, "crv": "X25519"}),
        jwk_did({"kty": "oct", "k": "AAAA"}),
        jwk_did({**JWK, "kid": "x" * 3000}),
        "did:jwk:" + encode_base64url(b'{"kty":"OKP","kty":"OKP","crv":"Ed25519","x":"AA"}'),
        "did:jwk:" + encode_base64url(b"[" * 500),
    ],
)
def test_a_did_with_a_foreign_private_or_malformed_key_is_refused(did: str) -> None:
    with pytest.raises(DidError):
        document_of(did)
    module = did_key if did.startswith("did:key") else did_jwk
    with pytest.raises(DidError):
        module.verification_method(did)


@pytest.mark.parametrize(
    ("did", "code"),
    [
        ("did:key", "invalid-did"),
        ("did:key:1.1:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "invalid-did"),
        (DID_KEY.replace("z6Mk", "u6Mk"), "invalid-did"),
        ("did:key:z0OIl", "invalid-did"),
        ("did:key:" + encode_multibase("z", b"\xec\x01" + bytes(31) + b"\x09"), "unsupported-public-key-type"),
        ("did:key:" + encode_multibase("z", b"\xe7\x01\x02" + bytes(32)), "unsupported-public-key-type"),
        ("did:key:" + encode_multibase("z", b"\x80\x26" + bytes(32)), "unsupported-public-key-type"),
        ("did:key:" + encode_multibase("z", b"\xed\x01" + KEY.raw + b"\0"), "invalid-public-key-length"),
        ("did:key:" + encode_multibase("z", b"\x80\x24\x02" + bytes(31)), "invalid-public-key-length"),
        ("did:key:" + encode_multibase("z", b"\x80\x24\x04" + bytes(64)), "invalid-public-key-length"),
        ("did:key:" + encode_multibase("z", b"\x81\x24\x02" + bytes(32)), "invalid-public-key-length"),
        ("did:key:" + encode_multibase("z", b"\xed\x01" + bytes(32)), "invalid-public-key"),
        ("did:key:" + encode_multibase("z", b"\x80\x24\x04" + bytes(32)), "invalid-public-key"),
        ("did:key:" + encode_multibase("z", b"\x80\x24\x02" + b"\xff" * 32), "invalid-public-key"),
        ("did:jwk:e30=", "invalid-did"),
        ("did:jwk:e30", "invalid-public-key"),
        (jwk_did({**JWK, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}), "invalid-public-key"),
    ],
)
def test_what_is_wrong_with_a_did_has_the_name_that_its_method_gives_it(did: str, code: str) -> None:
    with pytest.raises(DidError) as caught:
        document_of(did)
    assert caught.value.code == code
    assert code in DidError.codes()


def test_one_method_does_not_read_the_other() -> None:
    with pytest.raises(DidError):
        did_key.document(did_jwk.render_did(KEY))
    with pytest.raises(DidError):
        did_jwk.document(did_key.render_did(KEY))


def test_documents_of_other_methods_must_be_fetched() -> None:
    assert document_of("did:web:city.example") is None
    with pytest.raises(DidError):
        document_of("not a did")


@given(st.binary(max_size=60), st.sampled_from("zu"))
def test_any_did_key_is_a_document_or_a_refusal(data: bytes, base: str) -> None:
    try:
        document_of("did:key:" + encode_multibase(base, data))
    except DidError:
        return


@given(st.binary(max_size=60) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
def test_any_did_jwk_is_a_document_or_a_refusal(data: bytes) -> None:
    with pytest.raises(DidError):
        document_of("did:jwk:" + encode_base64url(data))
