"""The compact form is taken apart in one way; what ends, begins or fills it wrongly is refused."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import SdJwtError
from credentials.sd_jwt.compact import MAX_BYTES, SdJwt, parse_compact
from credentials.sd_jwt.disclosure import MAX_DISCLOSURES

PARTS = st.text("abcABC019-_.", min_size=1)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("j~", SdJwt("j", ())),
        ("j~a~", SdJwt("j", ("a",))),
        ("j~a~b~", SdJwt("j", ("a", "b"))),
        ("j~k", SdJwt("j", (), "k")),
        ("j~a~b~k", SdJwt("j", ("a", "b"), "k")),
    ],
)
def test_a_key_binding_jwt_is_there_exactly_when_no_tilde_ends_the_text(text: str, parts: SdJwt) -> None:
    assert parse_compact(text) == parts
    assert parts.render() == text


@given(PARTS, st.lists(PARTS, max_size=5), PARTS | st.none())
def test_what_is_rendered_is_read_back(jwt: str, disclosures: list[str], key_binding: str | None) -> None:
    sd_jwt = SdJwt(jwt, tuple(disclosures), key_binding)
    assert parse_compact(sd_jwt.render()) == sd_jwt


@pytest.mark.parametrize("text", ["", "j", "~", "~a~", "~~", "j~~", "j~a~~", "j~~a~", "j~~k", "~k"])
def test_an_empty_part_and_a_missing_trailing_tilde_are_refused(text: str) -> None:
    with pytest.raises(SdJwtError):
        parse_compact(text)


@pytest.mark.parametrize("text", [None, 5, b"j~", ["j~"], {"payload": "x", "disclosures": []}])
def test_what_is_no_text_is_refused(text: Any) -> None:
    with pytest.raises(SdJwtError):
        parse_compact(text)


def test_foreign_letters_are_refused() -> None:
    with pytest.raises(SdJwtError):
        parse_compact("j~ä~")


def test_the_last_disclosure_that_is_accepted_is_the_256th() -> None:
    parse_compact("j~" + "a~" * MAX_DISCLOSURES)
    parse_compact("j~" + "a~" * MAX_DISCLOSURES + "k")
    for text in ("j~" + "a~" * (MAX_DISCLOSURES + 1), "j~" + "a~" * (MAX_DISCLOSURES + 1) + "k"):
        with pytest.raises(SdJwtError):
            parse_compact(text)


def test_the_last_byte_that_is_accepted_is_the_millionth() -> None:
    parse_compact("j" * (MAX_BYTES - 1) + "~")
    with pytest.raises(SdJwtError):
        parse_compact("j" * MAX_BYTES + "~")


def test_fifty_thousand_disclosures_are_refused_before_any_is_looked_at() -> None:
    text = "j~" + "WyJzYWx0IiwiYSJd~" * 50_000
    tracemalloc.start()
    begin = time.process_time()
    with pytest.raises(SdJwtError):
        parse_compact(text, max_bytes=len(text))
    spent, peak = time.process_time() - begin, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 0.1
    assert peak < 100_000
