"""A disclosure is read in one way or refused, and its digest is taken over what was sent."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.encoding import encode_base64url
from credentials.errors import SdJwtError
from credentials.sd_jwt.disclosure import digest, hash_of, parse_disclosure, write_disclosure
from tests.credentials.sd_jwt.sd_jwts import disclosed

# RFC 9901 sections 4.2.1 to 4.2.3: one value in three spellings, each with its own digest where the RFC gives it
FAMILY_NAME = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
WITHOUT_SPACES = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd"
ESCAPED = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd"
FRANCE = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"


@pytest.mark.parametrize("text", [FAMILY_NAME, WITHOUT_SPACES, ESCAPED])
def test_the_published_disclosure_of_a_claim_is_read_in_each_of_its_spellings(text: str) -> None:
    disclosure = parse_disclosure(text)
    assert (disclosure.name, disclosure.value, disclosure.text) == ("family_name", "Möbius", text)


def test_a_digest_is_taken_over_the_disclosure_as_it_was_sent() -> None:
    assert digest(FAMILY_NAME) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert len({digest(text) for text in (FAMILY_NAME, WITHOUT_SPACES, ESCAPED)}) == 3


def test_the_published_disclosure_of_an_element_is_read() -> None:
    disclosure = parse_disclosure(FRANCE)
    assert (disclosure.name, disclosure.value) == (None, "FR")
    assert digest(FRANCE) == "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"


@pytest.mark.parametrize(("name", "value"), [("a", None), ("", {"b": [1, 2.5]}), (None, "FR"), (None, [])])
def test_what_is_written_is_read_back(name: str | None, value: Any) -> None:
    disclosure = parse_disclosure(write_disclosure(b"0123456789abcdef", name, value))
    assert (disclosure.name, disclosure.value) == (name, value)


@pytest.mark.parametrize("content", [[], ["salt"], ["salt", "a", 1, 2], {}, "text", 5, None])
def test_an_array_of_a_wrong_length_or_no_array_is_refused(content: Any) -> None:
    text = disclosed(*content) if isinstance(content, list) else encode_base64url(str(content).encode())
    with pytest.raises(SdJwtError):
        parse_disclosure(text)


@pytest.mark.parametrize("name", [1, None, True, ["a"], {"a": 1}, 1.5])
def test_a_name_that_is_no_string_is_refused(name: Any) -> None:
    with pytest.raises(SdJwtError):
        parse_disclosure(disclosed("salt", name, "value"))


@pytest.mark.parametrize("salt", [1, None, True, ["a"], {}])
def test_a_salt_that_is_no_string_is_refused(salt: Any) -> None:
    for content in ((salt, "a", 1), (salt, 1)):
        with pytest.raises(SdJwtError):
            parse_disclosure(disclosed(*content))


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_a_reserved_name_is_refused(name: str) -> None:
    with pytest.raises(SdJwtError):
        parse_disclosure(disclosed("salt", name, "value"))


def test_duplicate_names_in_a_disclosed_value_are_refused() -> None:
    with pytest.raises(SdJwtError):
        parse_disclosure(encode_base64url(b'["salt","a",{"b":1,"b":2}]'))


@pytest.mark.parametrize(
    "text", [FAMILY_NAME + "=", disclosed("salt", "ab", 1) + "=", " " + FRANCE, FRANCE + "\n", FRANCE[:-1] + "1", "Ü"]
)
def test_padding_and_any_other_letter_that_does_not_belong_are_refused(text: str) -> None:
    with pytest.raises(SdJwtError):
        parse_disclosure(text)


@pytest.mark.parametrize("raw", [b"", b"[", b'["s","a",NaN]', b'["s","a",1e400]', b"\xff\xfe", b'["s","a","\xc3"]'])
def test_what_is_not_strict_json_is_refused(raw: bytes) -> None:
    with pytest.raises(SdJwtError):
        parse_disclosure(encode_base64url(raw))


def test_the_hash_is_sha_256_unless_another_known_one_is_named() -> None:
    assert hash_of({}) == "sha-256"
    assert [hash_of({"_sd_alg": name}) for name in ("sha-256", "sha-384", "sha-512")] == [
        "sha-256",
        "sha-384",
        "sha-512",
    ]
    assert [len(digest("x", name)) for name in ("sha-256", "sha-384", "sha-512")] == [43, 64, 86]


@pytest.mark.parametrize("name", ["SHA-256", "sha256", "md5", "sha-1", "", None, 256, ["sha-256"]])
def test_an_unknown_hash_is_refused(name: Any) -> None:
    with pytest.raises(SdJwtError):
        hash_of({"_sd_alg": name})
