"""Encodings and plain formats: what is read must be written back as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from credentials import canonical_json, encoding, strict_json
from credentials.dcql import claims_path, query
from credentials.integrity import judge_integrity, read_multibase
from credentials.json_schema.bounded_pattern import read_pattern
from credentials.model import instant
from credentials.rdf import nquads, rdfc10
from credentials.sd_jwt.disclosure import parse_disclosure
from tests.fuzz.target import Forgery, Target

JSON_TEXT = json.dumps({"a": [1, -2.5e3, "é\n\u2028", None, True, {"b": {}}], "c": {"d": "\ud83d\ude00"}})
NQUADS = (
    '<urn:a> <urn:p> "x\\n\\u00e9"@de <urn:g> .\n_:b0 <urn:p> _:b1 .\n_:b1 <urn:q> "1"^^<urn:t> .\n'
    '_:b1 <urn:p> _:b0 .\n<urn:a> <urn:p> "plain" .\n'
)


def _both_ways(read: Callable[[Any], Any], write: Callable[[Any], Any]) -> Callable[[object], object]:
    def feed(text: object) -> object:
        value = read(text)
        if write(value) != text:
            raise Forgery("one value has two ways to be written")
        return value

    return feed


def _as_text(feed: Callable[[str], object]) -> Callable[[object], object]:
    return lambda value: feed(str(value))


def _strict_json(text: object) -> object:
    value = strict_json.parse(text if isinstance(text, bytes | str) else b"")
    # What was read has one canonical form, and that form says the same again.
    if strict_json.parse(canonical_json.canonicalize(value)) != value:
        raise Forgery("the canonical form says something else")
    return value


def _nquads(text: object) -> object:
    quads = nquads.parse(str(text))
    if set(nquads.parse(nquads.render(quads))) != set(quads):
        raise Forgery("written and read again the statements are others")
    return rdfc10.canonicalize(quads)


def _query(value: object) -> object:
    return query.parse_query(value)


def _path(value: object) -> object:
    path = claims_path.parse_path(value)
    return claims_path.select_path({"a": [{"b": 1}, {"b": 2}, 3], "c": None}, path)


def _pattern(text: object) -> object:
    pattern = read_pattern(str(text))
    return [pattern.is_found_in("a" * 2_000 + "!"), pattern.is_found_in("M-0001234" * 50)]


QUERY = {
    "credentials": [
        {
            "id": "card",
            "format": "ldp_vc",
            "meta": {"type_values": [["https://www.w3.org/2018/credentials#VerifiableCredential", "urn:x"]]},
            "claims": [
                {"id": "a", "path": ["credentialSubject", "a"], "values": ["1", 2, True]},
                {"id": "b", "path": ["b"]},
            ],
            "claim_sets": [["a"], ["b"]],
        },
        {"id": "other", "format": "dc+sd-jwt", "meta": {"vct_values": ["urn:x"]}},
    ],
    "credential_sets": [{"options": [["card"], ["other"]], "required": True}],
}

TARGETS = (
    Target("strict-json", lambda: [JSON_TEXT, JSON_TEXT.encode(), b'{"a":1e3}', "[]"], _strict_json),
    Target(
        "base64url",
        lambda: ["aGVsbG8", "AA", ""],
        _as_text(_both_ways(encoding.decode_base64url, encoding.encode_base64url)),
    ),
    Target(
        "multibase",
        lambda: ["z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "uAAEC"],
        _as_text(
            lambda text: _both_ways(encoding.decode_multibase, lambda data: encoding.encode_multibase(text[0], data))(
                text
            )
        ),
    ),
    Target(
        "varint",
        lambda: [b"\xed\x01" + bytes(4), b"\x80\x24\x01"],
        lambda data: _both_ways(encoding.decode_varint, lambda value: encoding.encode_varint(value[0]) + value[1])(
            data if isinstance(data, bytes) else b""
        ),
    ),
    Target("instant", lambda: ["2026-05-03T09:00:00Z", "2026-05-03T09:00:00.123+02:00"], instant.parse_instant),
    Target("n-quads", lambda: [NQUADS, "_:a <urn:p> _:a _:g .\n"], _nquads, share=5),
    Target("dcql-query", lambda: [QUERY], _query),
    Target("claims-path", lambda: [["a", None, "b"], ["a", 0, "b"]], _path),
    Target(
        "pattern",
        lambda: ["^M-[0-9]{8}$", "^(a|b)*c{2,3}$", "[^\\s]+@[a-z.]+"],
        _pattern,
        share=5,
    ),
    Target(
        "disclosure", lambda: ["WyJzYWx0IiwgIm5hbWUiLCB7ImEiOiBbMV19XQ", "WyJzYWx0IiwgMV0"], _as_text(parse_disclosure)
    ),
    Target("sri", lambda: ["sha256-" + "A" * 43 + "= sha384-" + "A" * 64], _as_text(partial(judge_integrity, b""))),
    Target("multihash", lambda: ["uEiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"], _as_text(read_multibase)),
)
