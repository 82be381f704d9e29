"""A document vouches for a key only if every step of 'Retrieve Verification Method' holds."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.did.build import Method, build_document
from credentials.did.document import find_key
from credentials.errors import ControlledIdentifierError
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import render_public_jwk
from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey

DID = "did:web:city.example:library"
URL = f"{DID}#key-1"
KEY = PrivateKey.from_seed(bytes(32)).public_key
OTHER_KEY = PrivateKey.from_seed(bytes(range(32))).public_key
NOW = 1_800_000_000  # 2027-01-15T08:00:00Z


@pytest.fixture
def document() -> dict[str, Any]:
    return build_document(DID, [Method("key-1", KEY, ["assertionMethod"])])


def refusal(document: dict[str, Any], url: Any = URL, relationship: str = "assertionMethod") -> str:
    with pytest.raises(ControlledIdentifierError) as caught:
        find_key(document, url, relationship, now=NOW)
    assert caught.value.code in ControlledIdentifierError.codes()
    return caught.value.code


def test_a_listed_key_is_found(document: dict[str, Any]) -> None:
    assert find_key(document, URL, "assertionMethod", now=NOW) == KEY


def test_the_smallest_document_of_the_specification_is_read() -> None:
    # Controlled Identifiers 1.0 section 3.3, with a DID for its https identifier
    document = {
        "@context": "https://www.w3.org/ns/cid/v1",
        "id": "did:example:123",
        "verificationMethod": [
            {
                "id": "did:example:123#key-456",
                "type": "Multikey",
                "controller": "did:example:123",
                "publicKeyMultibase": "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu",
            }
        ],
        "authentication": ["did:example:123#key-456"],
    }
    key = find_key(document, "did:example:123#key-456", "authentication", now=NOW)
    assert render_multikey(key) == "z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu"


@pytest.mark.parametrize("kind", ["JsonWebKey", "JsonWebKey2020"])
def test_a_key_written_as_jwk_is_found(document: dict[str, Any], kind: str) -> None:
    document["verificationMethod"] = [
        {"id": URL, "type": kind, "controller": DID, "publicKeyJwk": render_public_jwk(KEY)}
    ]
    assert find_key(document, URL, "assertionMethod", now=NOW) == KEY


def test_a_key_embedded_in_its_relationship_is_found_for_that_one_only(document: dict[str, Any]) -> None:
    document["authentication"] = [{**document["verificationMethod"][0], "id": f"{DID}#key-2"}]
    assert find_key(document, f"{DID}#key-2", "authentication", now=NOW) == KEY
    assert refusal(document, f"{DID}#key-2", "assertionMethod") == "invalid-relationship-for-verification-method"


def test_references_inside_of_the_document_may_be_relative(document: dict[str, Any]) -> None:
    document["verificationMethod"][0]["id"] = "#key-1"
    document["assertionMethod"] = ["#key-1"]
    assert find_key(document, URL, "assertionMethod", now=NOW) == KEY


@pytest.mark.parametrize(
    "url",
    [
        DID,
        "#key-1",
        "",
        f"{DID}?v=1#key-1",
        f"{DID}/key#key-1",
        "https://city.example/library",
        "https://city.example/library#",
        "https://city.example/library#a#b",
        "https://city.example/a library#key-1",
        "http://city.example/library#key-1",
        "https://city.example/" + "a" * 2048 + "#key-1",
        None,
        7,
    ],
)
def test_what_is_no_did_url_with_a_fragment_names_no_method(document: dict[str, Any], url: Any) -> None:
    assert refusal(document, url) == "invalid-verification-method-url"


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": [DID]},
        {"verificationMethod": {}},
        {"verificationMethod": None},
        {"verificationMethod": [URL]},
        {"verificationMethod": [None]},
        {"assertionMethod": URL},
        {"assertionMethod": [1]},
        {"authentication": [[URL]]},
        {"keyAgreement": "x"},
        {"controller": None},
        {"controller": ["library"]},
        {"alsoKnownAs": {}},
        {"alsoKnownAs": ["https://city.example/", 5]},
    ],
)
def test_a_malformed_document_is_refused(document: dict[str, Any], change: dict[str, Any]) -> None:
    assert refusal({**document, **change}) == "invalid-controlled-identifier-document"


def test_a_document_at_an_https_address_vouches_for_its_keys_in_the_same_steps() -> None:
    address = "https://city.example/controllers/library"
    document = {
        **build_document(address, [Method("key-1", KEY, ["assertionMethod"])]),
        "alsoKnownAs": [DID],
        "controller": "https://city.example/controllers/town-hall",
    }
    assert find_key(document, f"{address}#key-1", "assertionMethod", now=NOW) == KEY
    assert refusal(document, URL) == "invalid-controlled-identifier-document-id"
    assert refusal(document, "https://city.example/controllers#key-1") == "invalid-controlled-identifier-document-id"
    assert refusal(document, f"{address}#key-2") == "invalid-verification-method"
    assert refusal(document, f"{address}#key-1", "authentication") == "invalid-relationship-for-verification-method"
    document["verificationMethod"][0]["controller"] = DID
    assert refusal(document, f"{address}#key-1") == "invalid-verification-method"


@pytest.mark.parametrize("algorithm", Algorithm)
def test_every_kind_of_key_is_found_as_multikey_and_as_jwk(algorithm: Algorithm) -> None:
    key = PrivateKey.from_seed(b"\x01" * algorithm.seed_length, algorithm).public_key
    document = build_document(DID, [Method("key-1", key, ["assertionMethod"])])
    assert find_key(document, URL, "assertionMethod", now=NOW) == key
    document["verificationMethod"] = [
        {"id": URL, "type": "JsonWebKey", "controller": DID, "publicKeyJwk": render_public_jwk(key)}
    ]
    assert find_key(document, URL, "assertionMethod", now=NOW) == key


def test_an_old_type_is_read_for_the_kind_of_key_that_it_names(document: dict[str, Any]) -> None:
    method = document["verificationMethod"][0]
    method["type"] = "Ed25519VerificationKey2020"
    assert find_key(document, URL, "assertionMethod", now=NOW) == KEY
    other = PrivateKey.from_seed(b"\x01" * 32, Algorithm.P256).public_key
    method["publicKeyMultibase"] = render_multikey(other)
    assert refusal(document) == "invalid-verification-method"


@pytest.mark.parametrize("other", ["did:web:attacker.example", DID + ":x", DID.upper(), DID + "#", ""])
def test_a_document_of_another_identifier_is_refused(document: dict[str, Any], other: str) -> None:
    document["id"] = other
    assert refusal(document) == "invalid-controlled-identifier-document-id"


def test_a_method_that_is_not_in_the_document_is_refused(document: dict[str, Any]) -> None:
    assert refusal(document, f"{DID}#key-2") == "invalid-verification-method"
    # even if it is listed: then it belongs to a document elsewhere
    document["assertionMethod"].append(f"{DID}#key-2")
    assert refusal(document, f"{DID}#key-2") == "invalid-verification-method"


@pytest.mark.parametrize(
    "change",
    [
        {"id": "did:web:attacker.example#key-1"},
        {"id": "key-1"},
        {"id": None},
        {"controller": "did:web:attacker.example"},
        {"controller": None},
        {"controller": [DID]},
        {"type": "Ed25519VerificationKey2018"},
        {"type": "JsonWebKey"},
        {"type": ["Multikey"]},
        {"type": None},
        {"publicKeyMultibase": None},
        {"publicKeyMultibase": ["z6Mk"]},
        {"publicKeyMultibase": "z6Mk"},
        {"publicKeyMultibase": render_multikey(KEY) + "x"},
        {"publicKeyJwk": render_public_jwk(KEY)},
        {"secretKeyMultibase": "z3u2"},
        {"secretKeyJwk": {}},
        {"expires": "2027-01-15T08:00:00Z"},
        {"revoked": "2027-01-15T08:00:00Z"},
        {"revoked": "2020-01-01T00:00:00Z"},
        {"expires": "2028-01-15T08:00:00"},
        {"expires": "soon"},
        {"revoked": None},
        {"revoked": 2_000_000_000},
    ],
)
def test_a_method_that_is_foreign_malformed_or_over_is_refused(
    document: dict[str, Any], change: dict[str, Any]
) -> None:
    document["verificationMethod"][0].update(change)
    assert refusal(document) == "invalid-verification-method"


def test_a_private_key_in_a_jwk_method_is_refused(document: dict[str, Any]) -> None:
    document["verificationMethod"] = [
        {"id": URL, "type": "JsonWebKey", "controller": DID, "publicKeyJwk": {**render_public_jwk(KEY), "d": "AA"}}
    ]
    assert refusal(document) == "invalid-verification-method"


@pytest.mark.parametrize("name", ["expires", "revoked"])
def test_an_end_that_has_not_come_changes_nothing(document: dict[str, Any], name: str) -> None:
    document["verificationMethod"][0][name] = "2027-01-15T08:00:01Z"
    assert find_key(document, URL, "assertionMethod", now=NOW) == KEY


def test_two_different_keys_of_one_name_are_refused(document: dict[str, Any]) -> None:
    second = {**document["verificationMethod"][0], "publicKeyMultibase": render_multikey(OTHER_KEY)}
    document["verificationMethod"].append(second)
    assert refusal(document) == "invalid-verification-method"
    document["verificationMethod"].pop()
    document["assertionMethod"] = [second]
    assert refusal(document) == "invalid-verification-method"


@pytest.mark.parametrize(
    "relationship", ["authentication", "keyAgreement", "verificationMethod", "controller", "id", "", "@context"]
)
def test_a_key_not_listed_for_the_purpose_is_refused(document: dict[str, Any], relationship: str) -> None:
    assert refusal(document, relationship=relationship) == "invalid-relationship-for-verification-method"


def test_a_relationship_that_names_another_documents_key_does_not_list_ours(document: dict[str, Any]) -> None:
    document["assertionMethod"] = ["did:web:attacker.example#key-1", "key-1", DID]
    assert refusal(document) == "invalid-relationship-for-verification-method"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([DID, URL, "#key-1", "Multikey", render_multikey(KEY)]),
    lambda values: (
        st.lists(values, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "controller", "publicKeyMultibase", "publicKeyJwk", "expires"]), values
        )
    ),
    max_leaves=8,
)


@given(
    st.sampled_from(["id", "verificationMethod", "assertionMethod", "authentication"]),
    json_values,
    st.sampled_from(["id", "type", "controller", "publicKeyMultibase", "publicKeyJwk", "expires", "revoked"]),
    json_values,
)
def test_any_document_gives_the_key_or_a_refusal(
    member: str, value: Any, method_member: str, method_value: Any
) -> None:
    proper = build_document(DID, [Method("key-1", KEY, ["assertionMethod"])])
    changed = copy.deepcopy(proper)
    changed["verificationMethod"][0][method_member] = method_value
    for hostile in ({**proper, member: value}, changed):
        try:
            assert find_key(hostile, URL, "assertionMethod", now=NOW) == KEY
        except ControlledIdentifierError:
            continue
