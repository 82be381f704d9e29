"""The shape of credentials: VCDM 2.0 sections 4, 5 and 11.1, one refusal a rule, each with its problem type."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import ModelError, UnreadableDocumentError, ValueRangeError
from tests.credentials.model.documents import CARD, SHOWN, SRI, V2, read, read_presentation, without

PROBLEMS = "https://www.w3.org/TR/vc-data-model#"


def test_a_whole_card_is_read() -> None:
    card = read(CARD)
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
    card = read(least)
    assert (card.id, card.valid_from, card.valid_until) == (None, None, None)
    assert (card.status_entries, card.schemas) == ((), ())


@pytest.mark.parametrize("name", ["@context", "type", "issuer", "credentialSubject"])
def test_a_card_without_a_member_it_needs_is_refused(name: str) -> None:
    with pytest.raises(ModelError):
        read(without(CARD, name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("@context", V2),
        ("@context", []),
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
        ("credentialSchema", {"id": ["https://city.example/s"], "type": "JsonSchema"}),
        ("issuanceDate", "2026-01-01T00:00:00Z"),
        ("expirationDate", "2027-01-01T00:00:00Z"),
    ],
)
def test_a_card_with_a_member_of_the_wrong_shape_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ModelError) as refusal:
        read({**CARD, name: value})
    assert refusal.value.problem_type == PROBLEMS + "MALFORMED_VALUE_ERROR"


@pytest.mark.parametrize(
    "contexts",
    [
        ["https://www.w3.org/2018/credentials/v1"],
        ["https://city.example/contexts/library-card/v1", V2],
        [V2 + "/"],
        [{}, V2],
    ],
)
def test_trap_the_first_context_is_exactly_that_of_the_data_model(contexts: list[Any]) -> None:
    with pytest.raises(UnreadableDocumentError, match=V2) as refusal:
        read({**CARD, "@context": contexts})
    assert refusal.value.problem_type == PROBLEMS + "PARSING_ERROR"


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("2027-01-01T00:00:00Z", "2026-12-31T23:59:59Z"),
        ("2027-01-01T00:00:00-01:00", "2027-01-01T00:30:00Z"),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:30:00+01:00"),
    ],
)
def test_trap_a_period_that_ends_before_it_begins_is_refused_as_moments_not_as_text(begin: str, end: str) -> None:
    with pytest.raises(ValueRangeError) as refusal:
        read({**CARD, "validFrom": begin, "validUntil": end})
    assert refusal.value.problem_type == PROBLEMS + "RANGE_ERROR"


def test_a_period_that_begins_later_as_text_and_earlier_as_moment_is_read() -> None:
    card = read({**CARD, "validFrom": "2027-01-01T00:30:00+01:00", "validUntil": "2027-01-01T00:00:00Z"})
    assert (card.valid_from, card.valid_until) == (1_798_759_800, 1_798_761_600)


WRONG_TEXTS: list[Any] = [
    None,
    1,
    [],
    {},
    {"@language": "de"},
    {"@value": 1},
    {"@value": "a", "other": "b"},
    {"@value": "a", "@type": "urn:t"},
    {"@value": "a", "@language": None},
    {"@value": "a", "@language": "de_DE"},
    {"@value": "a", "@language": ""},
    {"@value": "a", "@direction": "up"},
    {"@value": "a", "@direction": None},
    [{"@value": "a"}, "b"],
    [[{"@value": "a"}]],
    [{"@value": "a"}] * 65,
]


@pytest.mark.parametrize("text", WRONG_TEXTS, ids=str)
@pytest.mark.parametrize("name", ["name", "description"])
def test_a_name_that_is_no_text_in_a_language_is_refused_of_the_card_and_of_its_issuer(name: str, text: Any) -> None:
    for document in ({**CARD, name: text}, {**CARD, "issuer": {"id": "did:web:city.example", name: text}}):
        with pytest.raises(ModelError, match=f"the {name} of the"):
            read(document)


@pytest.mark.parametrize(
    "text",
    [
        "Bibliotheksausweis",
        {"@value": "Bibliotheksausweis"},
        {"@value": "\u0643\u062a\u0627\u0628", "@language": "ar-EG", "@direction": "rtl"},
        [{"@value": "Ausweis", "@language": "de"}, {"@value": "Card", "@language": "en"}],
    ],
)
def test_a_name_may_be_a_text_a_text_in_a_language_or_several_of_those(text: Any) -> None:
    read({**CARD, "name": text, "description": text, "issuer": {"id": "urn:a:b", "name": text, "description": text}})


TYPED = ["evidence", "termsOfUse", "refreshService", "renderMethod", "confidenceMethod"]


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize(
    "value",
    [
        "seen",
        None,
        [],
        {},
        [{}],
        {"seen": True},
        {"type": []},
        {"type": "A", "id": "a"},
        [{"type": "A"}, {"id": "a:b"}],
    ],
    ids=str,
)
def test_each_member_kept_for_extensions_says_its_type_and_has_a_url_as_its_id(name: str, value: Any) -> None:
    for document, reader in ((CARD, read), (SHOWN, read_presentation)):
        with pytest.raises(ModelError, match=name):
            reader({**document, name: value})  # type: ignore[operator]


@pytest.mark.parametrize("name", TYPED)
def test_members_kept_for_extensions_may_be_one_or_several(name: str) -> None:
    read({**CARD, name: {"type": "A", "seen": "x"}})
    read({**CARD, name: [{"type": "A"}, {"type": ["B", "C"], "id": "https://city.example/b"}]})


@pytest.mark.parametrize(
    "value",
    [
        {"id": "urn:a:b"},
        {"digestSRI": SRI},
        {"id": "a", "digestSRI": SRI},
        [{"id": "urn:a:b", "digestSRI": SRI}, {"id": "urn:a:b", "digestSRI": SRI}],
        "urn:a:b",
        [],
    ],
    ids=str,
)
def test_trap_a_related_resource_has_an_id_of_its_own_and_a_digest(value: Any) -> None:
    with pytest.raises(ModelError):
        read({**CARD, "relatedResource": value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "did:web:city.example"),
        ("name", "Bibliotheksausweis"),
        ("name", [{"@value": "Ausweis", "@language": "de"}, {"@value": "Card", "@language": "en"}]),
        ("evidence", {"type": "Seen"}),
        ("relatedResource", {"id": "https://city.example/logo", "digestSRI": SRI}),
        ("validUntil", "2026-01-01T00:00:00Z"),
        ("credentialSubject", [{"id": "did:key:a"}, {"name": "b"}]),
        ("anything", {"else": None}),
    ],
)
def test_a_card_with_a_member_of_the_right_shape_is_read(name: str, value: Any) -> None:
    read({**CARD, name: value})


@pytest.mark.parametrize("document", [None, [], "eyJ", 1, {}])
def test_what_is_no_document_is_refused_by_both_readers(document: Any) -> None:
    for reader in (read, read_presentation):
        with pytest.raises(ModelError) as refusal:
            reader(document)
        wanted = "MALFORMED_VALUE_ERROR" if document == {} else "PARSING_ERROR"
        assert refusal.value.problem_type == PROBLEMS + wanted


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
    for reader, document in ((read, CARD), (read_presentation, SHOWN)):
        try:
            reader({**document, name: value})  # type: ignore[operator]
        except ModelError:
            continue
