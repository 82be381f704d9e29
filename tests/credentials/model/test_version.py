"""Version 1.1 of the data model: read where the caller accepts it, and never mixed with 2.0 (VCDM 1.1 section 4)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import ModelError, UnreadableDocumentError, ValueRangeError
from credentials.model.credential import Credential, parse_credential
from credentials.model.presentation import parse_presentation
from credentials.model.version import DataModel
from tests.credentials.model.documents import CARD, OLD_CARD, SRI, V1, V2, without

BOTH = frozenset(DataModel)


def read(document: object) -> Credential:
    return parse_credential(document, data_models=BOTH)


def test_a_card_of_version_1_1_is_read_with_its_dates() -> None:
    card = read(OLD_CARD)
    assert card.version is DataModel.V1_1
    assert (card.valid_from, card.valid_until) == (1_767_225_600, 1_798_761_600)


def test_each_version_is_told_by_its_first_context_alone() -> None:
    assert read(CARD).version is DataModel.V2_0
    assert read({**CARD, "@context": [V2, V1]}).version is DataModel.V2_0


@pytest.mark.parametrize(("card", "accepted"), [(CARD, DataModel.V1_1), (OLD_CARD, DataModel.V2_0)])
def test_a_version_that_the_caller_does_not_accept_is_refused(card: dict[str, Any], accepted: DataModel) -> None:
    with pytest.raises(UnreadableDocumentError, match=accepted.context):
        parse_credential(card, data_models={accepted})
    with pytest.raises(UnreadableDocumentError):
        parse_credential(card, data_models=set())


@pytest.mark.parametrize("name", ["validFrom", "validUntil", "relatedResource", "renderMethod", "confidenceMethod"])
def test_trap_a_member_of_2_0_means_nothing_in_1_1(name: str) -> None:
    with pytest.raises(ModelError, match=rf"{name} has no meaning in version 1\.1 of"):
        read({**OLD_CARD, name: {"id": "urn:a:b", "digestSRI": SRI, "type": "A"}})


@pytest.mark.parametrize("name", ["issuanceDate", "expirationDate"])
def test_trap_a_member_of_1_1_means_nothing_in_2_0(name: str) -> None:
    with pytest.raises(ModelError, match=rf"{name} has no meaning in version 2\.0 of"):
        read({**CARD, name: "2026-01-01T00:00:00Z"})


@pytest.mark.parametrize("name", ["@context", "type", "issuer", "issuanceDate", "credentialSubject"])
def test_a_card_of_version_1_1_without_a_member_it_needs_is_refused(name: str) -> None:
    with pytest.raises(ModelError):
        read(without(OLD_CARD, name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuanceDate", None),
        ("issuanceDate", "2026-01-01"),
        ("issuanceDate", "2026-01-01T00:00:00"),
        ("expirationDate", "soon"),
        ("issuer", "Stadtbibliothek"),
        ("credentialSubject", {}),
        ("credentialStatus", {"type": "A"}),
        ("refreshService", {"type": "A"}),
        ("credentialSchema", {"type": "A"}),
        ("evidence", {"seen": True}),
    ],
)
def test_a_card_of_version_1_1_with_a_member_of_the_wrong_shape_is_refused(name: str, value: Any) -> None:
    with pytest.raises(ModelError):
        read({**OLD_CARD, name: value})


def test_a_card_of_version_1_1_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="issuanceDate lies after expirationDate"):
        read({**OLD_CARD, "expirationDate": "2025-12-31T23:59:59Z"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([V1, V2, "VerifiableCredential"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@value", "digestSRI"]), inner, max_size=3)
    ),
)


@given(name=st.sampled_from([*OLD_CARD, "credentialStatus", "refreshService", "validFrom"]), value=JSON)
def test_any_json_in_any_member_of_version_1_1_is_read_or_refused_with_a_model_error(name: str, value: Any) -> None:
    with suppress(ModelError):
        read({**OLD_CARD, name: value})


def test_a_presentation_of_version_1_1_is_read_where_it_is_accepted() -> None:
    shown = {"@context": [V1], "type": "VerifiablePresentation", "verifiableCredential": OLD_CARD}
    assert parse_presentation(shown, data_models=BOTH).version is DataModel.V1_1
    with pytest.raises(UnreadableDocumentError):
        parse_presentation(shown, data_models={DataModel.V2_0})
