"""The shape of credentials and presentations: VCDM 2.0 section 4, one refusal a rule."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import ModelError
from credentials.model.credential import parse_credential
from credentials.model.presentation import parse_presentation

V2 = "https://www.w3.org/ns/credentials/v2"
CARD: dict[str, Any] = {
    "@context": [V2, "https://city.example/contexts/library-card/v1"],
    "id": "urn:uuid:5b6f3a0e-0000-4000-8000-000000000000",
    "type": ["VerifiableCredential", "LibraryCard"],
    "issuer": {"id": "did:web:city.example:offices:library", "name": "Stadtbibliothek"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2027-01-01T00:00:00+01:00",
    "credentialSubject": {"id": "did:key:z6MkHolder", "cardNumber": "12345"},
    "credentialStatus": [{"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}],
    "credentialSchema": {"id": "https://city.example/schemas/library-card/v1", "type": "JsonSchema"},
}
SHOWN: dict[str, Any] = {
    "@context": [V2],
    "type": ["VerifiablePresentation"],
    "holder": "did:key:z6MkHolder",
    "verifiableCredential": [CARD],
}


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: copy.deepcopy(value) for name, value in document.items() if name not in names}


def test_a_whole_card_is_read() -> None:
    card = parse_credential(CARD)
    assert card.issuer == "did:web:city.example:offices:library"
    assert card.types == ("VerifiableCredential", "LibraryCard")
    assert (card.valid_from, card.valid_until) == (1_767_225_600, 1_798_758_000)
    assert [subject["cardNumber"] for subject in card.subjects] == ["12345"]
    assert len(card.status_entries) == len(card.schemas) == 1
    assert card.document is CARD


def test_the_least_card_is_read() -> None:
    least = {
        "@context": [V2],
        "type": "VerifiableCredential",
        "issuer": "did:web:city.example",
        "credentialSubject": {"name": "x"},
    }
    card = parse_credential(least)
    assert (card.id, card.valid_from, card.valid_until) == (None, None, None)
    assert (card.status_entries, card.schemas) == ((), ())


@pytest.mark.parametrize("name", ["@context", "type", "issuer", "credentialSubject"])
def test_a_card_without_a_member_it_needs_is_refused(name: str) -> None:
    with pytest.raises(ModelError):
        parse_credential(without(CARD, name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("@context", V2),
        ("@context", []),
        ("@context", ["https://www.w3.org/2018/credentials/v1"]),
        ("@context", ["https://city.example/contexts/library-card/v1", V2]),
        ("@context", [V2 + "/"]),
        ("@context", [{}, V2]),
        ("@context", [V2, None]),
        ("@context", [V2, "relative"]),
        ("@context", [V2, [V2]]),
        ("@context", [V2] * 65),
        ("type", "LibraryCard"),
        ("type", []),
        ("type", ["VerifiableCredential", ""]),
        ("type", ["VerifiableCredential", 1]),
        ("type", ["VerifiableCredential", "VerifiableCredential"]),
        ("type", ["verifiablecredential"]),
        ("type", {"VerifiableCredential": 1}),
        ("id", None),
        ("id", ""),
        ("id", "not a url"),
        ("id", ["urn:a:b"]),
        ("issuer", None),
        ("issuer", ""),
        ("issuer", "Stadtbibliothek"),
        ("issuer", {}),
        ("issuer", {"id": "Stadtbibliothek"}),
        ("issuer", ["did:web:city.example"]),
        ("credentialSubject", None),
        ("credentialSubject", {}),
        ("credentialSubject", []),
        ("credentialSubject", [{}]),
        ("credentialSubject", [{"a": 1}, {}]),
        ("credentialSubject", "did:key:z6MkHolder"),
        ("credentialSubject", ["did:key:z6MkHolder"]),
        ("credentialSubject", {"id": None}),
        ("credentialSubject", {"id": "holder"}),
        ("credentialSubject", [{"a": 1}] * 65),
        ("validFrom", None),
        ("validFrom", "2026-01-01"),
        ("validFrom", "2026-01-01T00:00:00"),
        ("validFrom", "2026-02-30T00:00:00Z"),
        ("validFrom", 1_767_225_600),
        ("validFrom", "2027-01-01T00:00:00Z"),
        ("validUntil", "2025-12-31T23:59:59Z"),
        ("validUntil", "10000-01-01T00:00:00Z"),
        ("credentialStatus", None),
        ("credentialStatus", []),
        ("credentialStatus", {}),
        ("credentialStatus", "https://city.example/status"),
        ("credentialStatus", {"id": "https://city.example/status"}),
        ("credentialStatus", {"type": "A", "id": "status"}),
        ("credentialStatus", [{"type": "A"}] * 9),
        ("credentialSchema", {"type": "JsonSchema"}),
        ("credentialSchema", {"id": "https://city.example/s"}),
        ("credentialSchema", {"id": "s", "type": "JsonSchema"}),
        ("credentialSchema", "https://city.example/s"),
        ("evidence", "seen"),
        ("evidence", {"seen": True}),
        ("termsOfUse", [{}]),
        ("renderMethod", {"id": "urn:a:b"}),
        ("name", 1),
        ("name", []),
        ("name", {"@language": "de"}),
        ("name", {"@value": "a", "other": "b"}),
        ("name", [{"@value": "a"}, "b"]),
        ("description", {"@value": 1}),
        ("relatedResource", {"id": "urn:a:b"}),
        ("relatedResource", {"digestSRI": "sha256-x"}),
        ("relatedResource", {"id": "urn:a:b", "digestSRI": 1}),
        ("relatedResource", [{"id": "urn:a:b", "digestSRI": "x"}, {"id": "urn:a:b", "digestSRI": "y"}]),
    ],
)
def test_a_card_with_a_member_of_the_wrong_shape_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ModelError):
        parse_credential({**CARD, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "did:web:city.example"),
        ("name", "Bibliotheksausweis"),
        ("name", [{"@value": "Ausweis", "@language": "de"}, {"@value": "Card", "@language": "en"}]),
        ("evidence", {"type": "Seen"}),
        ("relatedResource", {"id": "https://city.example/logo", "digestMultibase": "uEiB"}),
        ("validUntil", "2026-01-01T00:00:00Z"),
        ("credentialSubject", [{"id": "did:key:a"}, {"name": "b"}]),
        ("anything", {"else": None}),
    ],
)
def test_a_card_with_a_member_of_the_right_shape_is_read(name: str, value: Any) -> None:
    parse_credential({**CARD, name: value})


@pytest.mark.parametrize("document", [None, [], "eyJ", 1, {}])
def test_what_is_no_document_is_refused_by_both_readers(document: Any) -> None:
    with pytest.raises(ModelError):
        parse_credential(document)
    with pytest.raises(ModelError):
        parse_presentation(document)


def test_a_presentation_is_read_with_its_credentials() -> None:
    shown = parse_presentation(SHOWN)
    assert shown.holder == "did:key:z6MkHolder"
    assert [card.types[-1] for card in shown.credentials] == ["LibraryCard"]


def test_a_presentation_may_have_one_credential_without_an_array_none_and_no_holder() -> None:
    assert len(parse_presentation({**SHOWN, "verifiableCredential": CARD}).credentials) == 1
    empty = parse_presentation(without(SHOWN, "verifiableCredential", "holder"))
    assert (empty.credentials, empty.holder) == ((), None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", ["VerifiableCredential"]),
        ("holder", None),
        ("holder", {}),
        ("holder", "me"),
        ("verifiableCredential", []),
        ("verifiableCredential", None),
        ("verifiableCredential", "eyJhbGciOi.x.y"),
        ("verifiableCredential", ["eyJhbGciOi.x.y"]),
        ("verifiableCredential", [{}]),
        ("verifiableCredential", [CARD, {"type": "VerifiableCredential"}]),
        ("verifiableCredential", [CARD] * 17),
        (
            "verifiableCredential",
            {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": "data:application/vc"},
        ),
    ],
)
def test_a_presentation_of_the_wrong_shape_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ModelError):
        parse_presentation({**SHOWN, name: value})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([V2, "VerifiableCredential"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@value", "@language", "digestSRI"]), inner, max_size=3)
    ),
)


@given(
    name=st.sampled_from([*CARD, "name", "evidence", "relatedResource", "holder", "verifiableCredential"]), value=JSON
)
def test_any_json_in_any_member_is_read_or_refused_with_a_model_error(name: str, value: Any) -> None:
    for reader, document in ((parse_credential, CARD), (parse_presentation, SHOWN)):
        try:
            reader({**document, name: value})  # type: ignore[operator]
        except ModelError:
            continue
