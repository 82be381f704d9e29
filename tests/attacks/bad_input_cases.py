"""Spoilt requests, made for a row of the table: each with a name and the statuses that may answer it."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from tests.attacks.bad_input_rows import Row

CANARY = "zzcanaryzz"
"""What no answer may quote."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW")
REFUSED = frozenset({400, 403, 404, 409, 422})
NOT_SERVED = frozenset({200, 204, 304, *REFUSED})
TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}

BAD_SEGMENTS = (
    CANARY,
    CANARY * 300,
    "%",
    "%zz",
    "%ff%fe",
    "%c0%ae",
    "%00",
    f"{CANARY}%00",
    "%0d%0aX-Injected:%201",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%e2%80%ae",
    "%ed%a0%80",
    "'%20OR%201=1--",
    "%7Boffice%7D",
    ";a=b",
    "*",
)
BAD_QUERIES = (
    "%zz=%",
    "a=%ff&a=%00",
    "response_code=%00",
    f"response_code={CANARY}",
    "response_code=%ed%a0%80",
    f"access_token={CANARY}",
    "&&&===",
    "a=1&" * 500,
)
DEPTH = 100_000
BAD_JSON = {
    "empty": b"",
    "blank": b" \n",
    "cut off": b'{"',
    "no word of JSON": b"nul",
    "single quotes": b"{'a':1}",
    "something after it": b'{"a":1}{"a":1}',
    "a comma too many": b'{"a":1,}',
    "a comment": b'{"a":1/**/}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "1e400": b'{"a":1e400}',
    "a number of 5000 digits": b'{"a":' + b"9" * 5000 + b"}",
    "a lone surrogate": b'{"a":"\\ud800"}',
    "a lone surrogate as name": b'{"\\udfff":1}',
    "a control character": b'{"a":"\x01"}',
    "a NUL": b'{"a":"\x00"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "no UTF-8": b'{"a":"\xff"}',
    "overlong UTF-8": b'{"a":"\xc0\xae"}',
    "a name twice": b'{"a":1,"a":1}',
    "a name twice, once escaped": b'{"a":1,"\\u0061":1}',
    "a name twice, deep inside": b'{"a":[{"b":1,"b":2}]}',
}
NO_OBJECT = {"an array": b"[]", "a text": b'"x"', "a number": b"7", "null": b"null", "true": b"true"}
BAD_FORMS = {
    "a percent sign that escapes nothing": b"a=%zz",
    "no equals sign": b"grant_type",
    "no UTF-8": b"a=\xff",
    "no UTF-8, escaped": b"a=%ff",
    "a NUL": b"a=%00",
    "a name with a NUL": b"%00=a",
    "too many parameters": b"&".join(b"p%d=1" % i for i in range(300)),
    "JSON": b'{"grant_type":"x"}',
    "bytes": bytes(range(256)),
}
_LONG = CANARY * 300
_NO_TEXT = (None, True, 7, -1, 1.5, 1e308, [], [[]], [None], {}, {"": ""})
WRONG: Mapping[str, tuple[Any, ...]] = {
    "word": (*_NO_TEXT, "", _LONG, "\0", "a\u202eb", "\n"),  # a closed list of values, or one that must exist
    "label": (*_NO_TEXT, "", _LONG, "\0"),  # any text that a person can read
    "text": _NO_TEXT,
    "object": (None, True, 7, 1e308, "", "x", [], [{}], {}, {"": ""}, {"a": {}}),
    "open-object": (None, True, 7, "", "x", [], [{}]),
    "array": (None, True, 7, "", "x", {}, [], [None], [[]], [[True]], [{}], [["\0"]]),
    "integer": (None, True, -1, 1.5, 1e308, 10**30, "7", "", [], {}),
    "boolean": (None, 0, 1, "true", "", [], {}),
    "never-null": (None, [], {}, [[]], "\0"),
}
WRONG_PARAMETERS = ("", _LONG, "null", "[]", "\u202e", "a\nb", "true", "7")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One spoilt request and the statuses that may answer it."""

    name: str
    method: str
    target: str
    statuses: frozenset[int]
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    chunked: bool = False

    @property
    def data(self) -> Any:
        """The body as the client sends it."""
        return _pieces(self.body) if self.chunked and self.body is not None else self.body


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 16_384):
        yield body[start : start + 16_384]


class Spoiler:
    """Makes the cases of one row, with the places and keys of a running service."""

    def __init__(
        self, row: Row, *, methods: frozenset[str], places: Mapping[str, str], keys: Mapping[str, str]
    ) -> None:
        self._row = row
        self._methods = methods
        self._places = places
        self._keys = keys
        self._placeholders = re.findall(r"{(\w+)}", row.template)
        self._good = _with_places(row.good, places)

    def cases(self) -> Iterator[Case]:
        """All of them."""
        yield from self._wrong_methods()
        yield from self._wrong_addresses()
        yield from self._wrong_headers()
        if self._row.auth != "none":
            yield from self._wrong_keys()
        if self._row.body == "none":
            yield self._case("a body that nobody asked for", NOT_SERVED, body=b"{", type_="application/json")
            yield self._case("a large body that nobody asked for", NOT_SERVED | {413}, body=b"x" * 300_000)
            return
        yield from self._wrong_kinds_and_sizes()
        yield from self._json_cases() if self._row.body == "json" else self._form_cases()
        for name, value in self._row.variants.items():
            yield self._case(name, REFUSED, body=self._written(_with_places(value, self._places)))

    def _wrong_methods(self) -> Iterator[Case]:
        for method in METHODS:
            if method not in self._methods:
                # HTTP itself does not know the last one: it may be refused before anybody looks at the address
                statuses = {400, 405} if method == METHODS[-1] else {405}
                yield self._case(f"method {method}", statuses, method=method, target=self._target())

    def _wrong_addresses(self) -> Iterator[Case]:
        # a spoilt id must be refused whatever comes with it, so it comes with a good body and a good key
        for placeholder in self._placeholders:
            for segment in BAD_SEGMENTS:
                target = self._target({placeholder: segment})
                name = f"{placeholder} = {segment[:40]}"
                yield self._case(name, REFUSED, target=target, body=self._written(self._good))
        for query in BAD_QUERIES:
            target = f"{self._harmless_target()}?{query}"
            body = None if self._row.body == "none" else b"{"
            yield self._case(f"query {query[:40]}", NOT_SERVED | {401}, target=target, body=body)
        yield self._case("a fragment of an address", REFUSED, target=self._target() + "/")
        yield self._case("two slashes", REFUSED, target="/" + self._target())
        yield self._case("an address of 9000 bytes", {400, 404, 414}, target=self._target() + "/" + "a" * 9000)

    def _wrong_headers(self) -> Iterator[Case]:
        body = self._written(self._good)
        for coding in ("gzip", "deflate", "br", "identity, gzip", CANARY):
            headers = (("Content-Encoding", coding),)
            yield self._case(f"Content-Encoding {coding}", {415}, headers=headers, body=body or b"\x1f\x8b\x08")
        yield self._case("an expectation", {417}, headers=(("Expect", CANARY),), body=body)
        harmless = {"target": self._harmless_target(), "body": None if self._row.body == "none" else b"{"}
        for header, value in (
            ("If-None-Match", f'"{CANARY}'),
            ("If-None-Match", 'W/"1", *, "'),
            ("If-Modified-Since", "yesterday"),
            ("Range", "bytes=9-1"),
            ("Accept", ";;q=9,\u00fc"),
            ("X-Request-ID", f"../{CANARY}"),
            ("X-Forwarded-Host", f"{CANARY}.example"),
            ("Cookie", "a=\u00fc; ;;=" * 50),
        ):
            yield self._case(f"{header}: {value[:20]}", NOT_SERVED, headers=((header, value),), **harmless)
        many = tuple((f"X-{i}", "x") for i in range(1000))
        yield self._case("a thousand headers", {400, 431}, headers=many, **harmless)
        yield self._case("a header of 9000 bytes", {400, 431}, headers=(("X-Long", "x" * 9000),), **harmless)

    def _wrong_keys(self) -> Iterator[Case]:
        good = self._authorization()
        for name, headers, statuses in (
            ("no key", (), {401}),
            ("an empty key", (("Authorization", ""),), {401}),
            ("no scheme", (("Authorization", good.partition(" ")[2]),), {401}),
            ("another scheme", (("Authorization", "Basic YTpi"),), {401}),
            ("an unknown key", (("Authorization", f"Bearer sts_{'a' * 43}"),), {401}),
            ("a key that is none", (("Authorization", f"Bearer {CANARY}"),), {401}),
            ("a key with \u00fc", (("Authorization", "Bearer \u00fc\u00fc"),), {401}),
            ("a very long key", (("Authorization", f"Bearer {'a' * 4000}"),), {401}),
            ("a key twice", (("Authorization", good), ("Authorization", good)), {401}),
            ("two keys in one", (("Authorization", f"{good}, {good}"),), {401}),
            ("somebody else's key", (("Authorization", f"Bearer {self._keys['other']}"),), {401, 403}),
        ):
            yield self._case(name, statuses, auth=False, headers=headers, body=self._written(self._good))
        secret = good.partition(" ")[2]
        target = f"{self._target()}?access_token={secret}&api_key={secret}"
        yield self._case("a key in the address", {401}, auth=False, target=target, body=self._written(self._good))

    def _wrong_kinds_and_sizes(self) -> Iterator[Case]:
        body, right, most = self._written(self._good), TYPES[self._row.body], self._row.max_bytes
        for kind in (
            "",
            "text/plain",
            "text/json",
            f"{right}; charset=iso-8859-1",
            f"{right}, {right}",
            "\u00fc",
            "*/*",
        ):
            yield self._case(f"content type {kind!r}", {415}, body=body, type_=kind)
        other = TYPES["form" if self._row.body == "json" else "json"]
        yield self._case("the other content type", {415}, body=body, type_=other)
        twice = (("Content-Type", right), ("Content-Type", right))
        yield self._case("two content types", {400, 415}, body=body, type_="", headers=twice)
        filler = b"{" + b" " * (most - 1) if self._row.body == "json" else b"%" + b"a" * (most - 1)
        yield self._case("as large as may be, and bad", {400}, body=filler)
        yield self._case("one byte too large", {413}, body=filler + b" ")
        yield self._case("one byte too large, in chunks", {413}, body=filler + b" ", chunked=True)
        yield self._case("much too large", {413}, body=filler + b" " * 500_000)

    def _json_cases(self) -> Iterator[Case]:
        for name, text in {**BAD_JSON, **NO_OBJECT, "no member": b"{}"}.items():
            statuses = {400, 422} if len(text) <= self._row.max_bytes else {413}
            yield self._case(f"JSON: {name}", statuses, body=text)
        whole = json.dumps(self._good).encode()
        first = next(iter(self._good))
        twice = whole[:-1] + b"," + json.dumps({first: self._good[first]}).encode()[1:]
        yield self._case(f"JSON: {first} twice", {400}, body=twice)
        deep = min(DEPTH, self._row.max_bytes)
        yield self._case("JSON: deep arrays", {400}, body=b"[" * deep)
        pairs = deep // 6
        yield self._case("JSON: deep objects", {400}, body=b'{"a":' * pairs + b"1" + b"}" * pairs)
        for path, kind in self._row.types.items():
            for value in WRONG[kind]:
                if value in self._row.fine.get(path, ()):
                    continue
                changed = _with_member(self._good, path, value)
                yield self._case(f"{path} = {_short(value)}", REFUSED, body=json.dumps(changed).encode())

    def _form_cases(self) -> Iterator[Case]:
        for name, text in {**BAD_FORMS, "nothing": b""}.items():
            yield (
                self._case(f"form: {name}", {400}, body=text)
                if text or self._row.variants.get("no grant")
                else (self._case(f"form: {name}", NOT_SERVED, body=text))
            )
        whole = urlencode(self._good).encode()
        for name in self._good:
            yield self._case(f"form: {name} twice", {400}, body=whole + b"&" + urlencode({name: "x"}).encode())
            for value in WRONG_PARAMETERS:
                changed = {**self._good, name: value}
                yield self._case(f"{name} = {value[:20]!r}", REFUSED, body=urlencode(changed).encode())
        for name in self._row.json_in_form:
            left = self._row.max_bytes - len(whole)
            deep = {
                f"deep {kind}": opening * min(DEPTH, left // len(quote(opening, safe="")))
                for kind, opening in (("arrays", b"["), ("objects", b'{"a":'))
            }
            for reason, text in {**BAD_JSON, **NO_OBJECT, **deep, "an empty object": b"{}"}.items():
                changed = {other: value for other, value in self._good.items() if other != name}
                body = urlencode(changed).encode() + f"&{name}=".encode() + quote(text, safe="").encode()
                accepted = reason == "an empty object" and name == "wallet_metadata"
                yield self._case(f"{name}: {reason}", NOT_SERVED if accepted else REFUSED, body=body)

    def _case(
        self,
        name: str,
        statuses: frozenset[int] | set[int],
        *,
        method: str | None = None,
        target: str | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        body: bytes | None = None,
        type_: str | None = None,
        auth: bool = True,
        chunked: bool = False,
    ) -> Case:
        type_ = TYPES.get(self._row.body, "") if type_ is None else type_
        if auth and self._row.auth != "none":
            headers = (("Authorization", self._authorization()), *headers)
        if type_ and body is not None:
            headers = (("Content-Type", type_), *headers)
        return Case(
            name=name,
            method=method or self._row.method,
            target=target or (self._harmless_target() if self._row.body == "none" else self._target()),
            statuses=frozenset(statuses),
            headers=headers,
            body=body,
            chunked=chunked,
        )

    def _authorization(self) -> str:
        return f"Bearer {self._keys[self._row.auth]}"

    def _target(self, changes: Mapping[str, str] | None = None) -> str:
        return self._row.template.format(**{**self._places, **(changes or {})})

    def _harmless_target(self) -> str:
        # what needs no body to have its effect is asked for where there is nothing
        effective = self._row.method == "DELETE" or self._row.makes
        return self._target({self._placeholders[-1]: "unknown"} if effective else None)

    def _written(self, value: Mapping[str, Any]) -> bytes | None:
        if self._row.body == "none":
            return None
        return json.dumps(value).encode() if self._row.body == "json" else urlencode(value).encode()


def _with_places(value: Any, places: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _with_places(member, places) for name, member in value.items()}
    return places[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def _with_member(body: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    whole = copy.deepcopy(dict(body))
    *outer, last = path.split(".")
    inner = whole
    for name in outer:
        inner = inner.setdefault(name, {})
    inner[last] = value
    return whole


def _short(value: Any) -> str:
    return json.dumps(value)[:30]
