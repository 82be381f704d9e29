"""An envelope carries one secured document and says nothing itself; it is opened in one way (VCDM 2.0 section 4.13)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import ModelError
from credentials.model.data_url import parse_data_url, render_data_url
from credentials.model.enveloped import (
    CREDENTIAL,
    PRESENTATION,
    Enveloped,
    is_enveloped,
    parse_enveloped,
    render_enveloped,
)
from credentials.model.presentation import parse_presentation
from credentials.model.version import DataModel

V2 = "https://www.w3.org/ns/credentials/v2"
URL = "data:application/vc+jwt,eyJ.eyJ.AQ"
ENVELOPE = {"@context": V2, "type": CREDENTIAL, "id": URL}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"@context": [V2]},
        {"@context": [V2, "https://www.w3.org/ns/credentials/examples/v2"]},
        {"type": [CREDENTIAL]},
        {"id": "data:Application/VC+JWT,eyJ.eyJ.AQ"},
        {"id": "DATA:application/vc+jwt,eyJ%2EeyJ.A%51"},
    ],
)
def test_an_envelope_is_opened(change: dict[str, Any]) -> None:
    document = ENVELOPE | change
    assert is_enveloped(document, CREDENTIAL)
    assert not is_enveloped(document, PRESENTATION)
    assert parse_enveloped(document) == Enveloped("application/vc+jwt", "eyJ.eyJ.AQ")


@pytest.mark.parametrize(
    "change",
    [
        {"@context": "https://www.w3.org/2018/credentials/v1"},
        {"@context": ["https://www.w3.org/ns/credentials/examples/v2", V2]},
        {"@context": []},
        {"@context": {}},
        {"@context": None},
        {"issuer": "did:web:city.example"},
        {"credentialSubject": {"id": "did:key:z6Mk"}},
        {"proof": {}},
        {"id": None},
        {"id": ["data:application/vc+jwt,eyJ"]},
    ],
)
def test_an_envelope_that_says_anything_itself_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ModelError):
        parse_enveloped(ENVELOPE | change)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data:",
        "data:,eyJ",
        "data:application/vc+jwt",
        "data:application,eyJ",
        "data:/,eyJ",
        "data: application/vc+jwt,eyJ",
        "data:application/vc+jwt;base64,ZXlK",
        "data:application/vc+jwt;charset=utf-8,eyJ",
        "data:application/vc+jwt, eyJ",
        "data:application/vc+jwt,eyJ\n",
        "data:application/vc+jwt,eyJ#fragment",
        "data:application/vc+jwt,eyJ%2",
        "data:application/vc+jwt,eyJ%G0",
        "data:application/vc+jwt,%C3%A4",
        "data:application/vc+jwt,ä",
        "https://city.example/card",
        "javascript:alert(1)",
        "data:application/vc+jwt," + "A" * (1_048_577 - 24),
    ],
)
def test_a_data_url_in_another_spelling_is_refused(url: str) -> None:
    with pytest.raises(ModelError):
        parse_data_url(url)


def test_the_types_and_the_bound_are_these() -> None:
    assert (CREDENTIAL, PRESENTATION) == ("EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation")
    longest = "data:application/vc+jwt," + "A" * (1_048_576 - 24)
    assert parse_data_url(longest) == ("application/vc+jwt", longest[24:])


@given(st.text("ABCabc019._~-", max_size=60))
def test_what_is_put_into_an_envelope_comes_out_of_it(token: str) -> None:
    assert parse_enveloped(render_enveloped(CREDENTIAL, "application/vc+sd-jwt", token)) == Enveloped(
        "application/vc+sd-jwt", token
    )


@pytest.mark.parametrize("text", ["ä", "a b", "a%20b", "a#b", '{"a":1}'])
def test_only_tokens_are_put_into_envelopes(text: str) -> None:
    with pytest.raises(ModelError):
        render_data_url("application/vc+jwt", text)


def test_a_presentation_opens_its_envelopes() -> None:
    document = {"@context": [V2], "type": "VerifiablePresentation", "verifiableCredential": [ENVELOPE]}
    presentation = parse_presentation(document, data_models=frozenset({DataModel.V2_0}))
    assert presentation.credentials == (Enveloped("application/vc+jwt", "eyJ.eyJ.AQ"),)
    for broken in ({**ENVELOPE, "type": PRESENTATION}, {**ENVELOPE, "id": "urn:x"}, URL, [ENVELOPE]):
        with pytest.raises(ModelError):
            parse_presentation({**document, "verifiableCredential": [broken]}, data_models=frozenset(DataModel))
