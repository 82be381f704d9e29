"""A did:web names one https place; every trick with that name is refused."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.did.did_web import Method, build_document, did_from_url, document_url, folder_url
from credentials.errors import DidError
from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey

KEY = PrivateKey.from_seed(bytes(32)).public_key

PLACES = [
    ("did:web:city.example", "https://city.example/.well-known/did.json", "https://city.example/"),
    ("did:web:city.example%3A8443", "https://city.example:8443/.well-known/did.json", "https://city.example:8443/"),
    (
        "did:web:city.example:offices:library",
        "https://city.example/offices/library/did.json",
        "https://city.example/offices/library/",
    ),
    (
        "did:web:localhost%3A8443:offices:library",
        "https://localhost:8443/offices/library/did.json",
        "https://localhost:8443/offices/library/",
    ),
    ("did:web:localhost", "https://localhost/.well-known/did.json", "https://localhost/"),
    ("did:web:xn--mnchen-3ya.example:A_b-c.d", "https://xn--mnchen-3ya.example/A_b-c.d/did.json", None),
    ("did:web:1a.2b.c3%3A65535", "https://1a.2b.c3:65535/.well-known/did.json", None),
]


@pytest.mark.parametrize(("did", "document", "folder"), PLACES)
def test_a_did_names_its_document_and_its_folder_and_back(did: str, document: str, folder: str | None) -> None:
    assert document_url(did) == document
    assert folder is None or folder_url(did) == folder
    assert did_from_url(folder_url(did)) == did
    assert did_from_url(folder_url(did).removesuffix("/")) == did


@pytest.mark.parametrize(
    "identifier",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "169.254.169.254:latest:meta-data",
        "city.example.0x1",
        "city.127",
        "%5B%3A%3A1%5D",
        "[::1]",
        "",
        "city",
        "City.example",
        "CITY.EXAMPLE",
        "city..example",
        ".city.example",
        "city.example.",
        "localhost.",
        "-city.example",
        "city-.example",
        "ci_ty.example",
        "münchen.example",
        "a" * 64 + ".example",
        ".".join(["a" * 60] * 5),
        "user%40city.example",
        "user@city.example",
        "user%3Apass%40city.example",
        "city.example%2Fpath",
        "city.example%3a8443",
        "city.example%3A",
        "city.example%3A0",
        "city.example%3A08443",
        "city.example%3A65536",
        "city.example%3A99999999",
        "city.example%3A-1",
        "city.example%3A80%3A80",
        "city.example%3A80%2Fx",
        "city.example%3Aport",
        "city.example%00",
        "city.example%0A",
        "c%69ty.example",
        "city.example:",
        "city.example::x",
        "city.example:.",
        "city.example:..",
        "city.example:..:..:etc",
        "city.example:.well-known",
        "city.example:%2E%2E",
        "city.example:%2e%2e:x",
        "city.example:a%2Fb",
        "city.example:a%3Fb",
        "city.example:a%23b",
        "city.example:a%5Cb",
        "city.example:%C3%BC",
        "city.example:a/b",
        "city.example?x",
        "city.example#x",
    ],
)
def test_a_name_with_a_trick_is_refused(identifier: str) -> None:
    for read in (document_url, folder_url):
        with pytest.raises(DidError):
            read(f"did:web:{identifier}")


@pytest.mark.parametrize("did", ["did:webvh:city.example", "did:key:city.example", "https://city.example"])
def test_another_method_is_refused(did: str) -> None:
    with pytest.raises(DidError):
        document_url(did)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://city.example/",
        "HTTPS://city.example/",
        "city.example",
        "//city.example/",
        "https://",
        "https:///",
        "https://city.example//",
        "https://city.example/a//b",
        "https://city.example/a/../b",
        "https://city.example/./",
        "https://city.example/a:b",
        "https://city.example/a%2Fb",
        "https://city.example:",
        "https://city.example:/",
        "https://city.example:0/",
        "https://city.example%3A80/",
        "https://user@city.example/",
        "https://user:pass@city.example/",
        "https://127.0.0.1:8443/",
        "https://[::1]:8443/",
        "https://City.example/",
        "https://city.example/?x=1",
        "https://city.example/#x",
        "https://city.example/ ",
        "https://city.example\n",
        "https://city.example/.well-known/",
    ],
)
def test_an_address_without_a_did_is_refused(url: str) -> None:
    with pytest.raises(DidError):
        did_from_url(url)


@given(st.text(alphabet="ab1.:%3A-_/@x0", max_size=24))
def test_whatever_is_accepted_stays_on_its_named_host(identifier: str) -> None:
    try:
        address = document_url(f"did:web:{identifier}")
    except DidError:
        return
    parts = urlsplit(address)
    host, _, port = identifier.split(":", maxsplit=1)[0].partition("%3A")
    assert (parts.scheme, parts.hostname, parts.port) == ("https", host, int(port) if port else None)
    assert parts.username is None
    assert "//" not in parts.path
    assert parts.path.endswith("/did.json")


def test_a_document_lists_its_keys_by_what_they_are_for() -> None:
    did = "did:web:localhost%3A8443:offices:library"
    document = build_document(
        did, [Method("key-1", KEY, ["assertionMethod"]), Method("key-2", KEY, ["authentication", "assertionMethod"])]
    )
    assert document["id"] == did
    assert document["assertionMethod"] == [f"{did}#key-1", f"{did}#key-2"]
    assert document["authentication"] == [f"{did}#key-2"]
    assert "keyAgreement" not in document
    assert document["verificationMethod"][0] == {
        "id": f"{did}#key-1",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": render_multikey(KEY),
    }


@pytest.mark.parametrize(
    "methods",
    [
        [Method("key-1", KEY, ["assertionMethod"]), Method("key-1", KEY, ["authentication"])],
        [Method("key-1", KEY, ["assertion"])],
    ],
)
def test_our_own_mistakes_in_a_document_are_not_published(methods: list[Method]) -> None:
    with pytest.raises(ValueError, match="verification"):
        build_document("did:web:city.example", methods)
