"""DIDs and DID URLs are read as written, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.did.did_url import parse_did, parse_did_url
from credentials.errors import DidError


@pytest.mark.parametrize(
    ("text", "method", "identifier"),
    [
        ("did:example:123", "example", "123"),
        ("did:web:localhost%3A8443:offices:library", "web", "localhost%3A8443:offices:library"),
        ("did:key:z6Mk", "key", "z6Mk"),
        ("did:a1:x::y", "a1", "x::y"),
        ("did:x:_._-%41", "x", "_._-%41"),
    ],
)
def test_a_did_is_taken_apart_and_not_changed(text: str, method: str, identifier: str) -> None:
    did = parse_did(text)
    assert (did.text, did.method, did.identifier) == (text, method, identifier)
    assert parse_did_url(text).text == text
    assert parse_did_url(text).fragment is None


NO_DIDS = [
    "",
    "did",
    "did:",
    "did:example",
    "did:example:",
    "did::x",
    "did:example:x:",
    "DID:example:x",
    "did:Example:x",
    "did:exam-ple:x",
    "urn:example:x",
    "https://example.org/",
    " did:example:x",
    "did:example:x ",
    "did:example:x\n",
    "did:example:ü",
    "did:example:x%4",
    "did:example:x%4g",
    "did:example:x/path",
    "did:example:x?query=1",
    "did:example:x;param",
    "did:example:a@b",
    "did:example:a\0b",
    "did:example:" + "x" * 2048,
    None,
    1,
    ["did:example:x"],
    {"id": "did:example:x"},
]


@pytest.mark.parametrize("text", [*NO_DIDS, "did:example:x#key"])
def test_what_is_no_did_is_refused(text: object) -> None:
    with pytest.raises(DidError):
        parse_did(text)


@pytest.mark.parametrize(
    "text",
    [*NO_DIDS, "did:example:x#", "#key", "did:example:x#a#b", "did:example:x#a b", "did:example:x#ü", "did:a:x#%"],
)
def test_what_is_no_did_url_is_refused(text: object) -> None:
    with pytest.raises(DidError):
        parse_did_url(text)


@pytest.mark.parametrize("text", ["did:example:x#", "did:example:x#a#b", "did:example:x#a b", None])
def test_a_bad_fragment_makes_a_bad_did_url_of_a_good_did(text: object) -> None:
    with pytest.raises(DidError) as caught:
        parse_did_url(text)
    assert caught.value.code == "invalid-did-url"


def test_a_did_url_names_a_part_of_a_document() -> None:
    url = parse_did_url("did:example:123#key-1")
    assert (url.did.text, url.fragment, url.text) == ("did:example:123", "key-1", "did:example:123#key-1")


@given(st.text(max_size=40) | st.text(alphabet="did:webkxy%3A#/?.-_", max_size=40).map("did:".__add__))
def test_any_text_is_a_did_url_or_a_refusal(text: str) -> None:
    try:
        assert parse_did_url(text).text == text
    except DidError:
        return
