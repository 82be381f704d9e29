"""The shape of presentations: VCDM 2.0 section 4.13, one refusal a rule."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.errors import ModelError
from credentials.model.presentation import parse_presentation
from credentials.model.version import DataModel
from tests.credentials.model.documents import CARD, OLD_CARD, SHOWN, V2, without
from tests.credentials.model.documents import read_presentation as read


def test_a_presentation_is_read_with_its_credentials() -> None:
    shown = read(SHOWN)
    assert shown.holder == "did:key:z6MkHolder"
    assert [card.types[-1] for card in shown.credentials] == ["LibraryCard"]


def test_a_presentation_may_have_one_credential_without_an_array_none_and_no_holder() -> None:
    assert len(read({**SHOWN, "verifiableCredential": CARD}).credentials) == 1
    empty = read(without(SHOWN, "verifiableCredential", "holder"))
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
        read({**SHOWN, name: value})


@pytest.mark.parametrize(
    "card", [1, True, "https://city.example/cards/1", ["urn:a:b"], [[CARD]], [CARD, "eyJ"]], ids=str
)
def test_trap_a_presentation_holds_objects_only(card: Any) -> None:
    with pytest.raises(ModelError):
        read({**SHOWN, "verifiableCredential": card})


@pytest.mark.parametrize(
    "holder",
    ["did:key:z6MkHolder", {"id": "did:key:z6MkHolder"}, {"id": "did:key:z6MkHolder", "name": "Ada", "age": 7}],
    ids=str,
)
def test_a_holder_is_a_url_or_an_object_with_one(holder: Any) -> None:
    assert read({**SHOWN, "holder": holder}).holder == "did:key:z6MkHolder"


@pytest.mark.parametrize(
    "holder", [["did:key:z6MkHolder"], {"name": "Ada"}, {"id": "did:key:z6MkHolder", "name": 7}, 7], ids=str
)
def test_a_holder_of_another_form_is_refused(holder: Any) -> None:
    with pytest.raises(ModelError, match="holder"):
        read({**SHOWN, "holder": holder})


def test_a_presentation_may_hold_cards_of_both_versions_where_the_caller_accepts_both() -> None:
    both = {**SHOWN, "verifiableCredential": [CARD, OLD_CARD]}
    shown = parse_presentation(both, data_models=frozenset(DataModel))
    assert [card.version for card in shown.credentials] == [DataModel.V2_0, DataModel.V1_1]
    with pytest.raises(ModelError, match=DataModel.V2_0.context):
        read(both)
