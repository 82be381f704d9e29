"""Whatever is malformed is 400 with a problem, at once and at every address; the table is the suites' and our own."""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.suite import V2, Suite, credential

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

UNKNOWN_OPTION = "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED"
WRONG: dict[str, Any] = {
    "null": None,
    "a text": "credential",
    "an empty text": "",
    "a number": 7,
    "a fraction": 1.5,
    "true": True,
    "an array": [],
    "an array of an object": [{}],
    "an empty object": {},
    "an object of nothing known": {"a": 1},
}
ISSUE, VERIFY, PRESENT = "/credentials/issue", "/credentials/verify", "/presentations/verify"
DERIVE = "/credentials/derive"
MEMBERS = {
    ISSUE: "credential",
    VERIFY: "verifiableCredential",
    PRESENT: "verifiablePresentation",
    DERIVE: "verifiableCredential",
}
GOOD = {"@context": [V2], "type": ["VerifiableCredential"]}
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a null": b"null",
    "a text": b'"x"',
    "a number": b"7",
    "an array": b"[]",
    "no member": b"{}",
    "a member twice": b'{"credential":{},"credential":{}}',
    "NaN": b'{"credential":NaN}',
    "a lone surrogate": b'{"credential":"\\ud800"}',
    "no UTF-8": b'{"credential":"\xff"}',
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a huge number": b'{"credential":' + b"9" * 5_000 + b"}",
}
OPTIONS: dict[str, tuple[Any, str]] = {
    "null": (None, "MALFORMED_VALUE_ERROR"),
    "a text": ("proof", "MALFORMED_VALUE_ERROR"),
    "a number": (7, "MALFORMED_VALUE_ERROR"),
    "an array": ([], "MALFORMED_VALUE_ERROR"),
    "an unknown one": ({"skipStatus": True}, "UNKNOWN_OPTION_PROVIDED"),
    "one of an empty name": ({"": True}, "UNKNOWN_OPTION_PROVIDED"),
}
CREDENTIALS: dict[str, dict[str, Any]] = {
    "@context is a number": {"@context": 4},
    "@context is null": {"@context": None},
    "@context is an object": {"@context": {}},
    "@context has items that are none": {"@context": [{"foo": True}, 4, False, None]},
    "@context is unknown": {"@context": [V2, "https://example.org/unknown"]},
    "@context is an address inside of this network": {"@context": [V2, "https://127.0.0.1/context"]},
    "@context is a file": {"@context": [V2, "file:///etc/passwd"]},
    "@context imports another": {"@context": [V2, {"@import": "https://example.org/unknown"}]},
    "@context has a vocabulary": {"@context": [V2, {"@vocab": "https://example.org/#"}]},
    "@context names one twice": {"@context": [V2, V2]},
    "@context names too many": {"@context": [V2, *({f"t{number}": f"urn:{number}"} for number in range(70))]},
    "type is a number": {"type": 4},
    "type is null": {"type": None},
    "type is an object": {"type": {}},
    "type has items that are none": {"type": [2, None, {"foo": True}, False]},
    "type has one twice": {"type": ["VerifiableCredential", "VerifiableCredential"]},
    "issuer is a number": {"issuer": 4},
    "issuer is true": {"issuer": True},
    "issuer is empty": {"issuer": ""},
    "credentialSubject is null": {"credentialSubject": None},
    "credentialSubject is a number": {"credentialSubject": 10},
    "credentialSubject is true": {"credentialSubject": True},
    "credentialSubject has items that are none": {"credentialSubject": [None, True, 4]},
    "credentialSubject brings a context": {"credentialSubject": {"id": "urn:x", "@context": [V2]}},
    "credentialSubject has null": {"credentialSubject": {"id": "urn:x", "name": None}},
    "validFrom is a number": {"validFrom": 7},
    "validUntil is null": {"validUntil": None},
    "id is a number": {"id": 7},
    "id is an object": {"id": {}},
    "credentialStatus is a text": {"credentialStatus": "revoked"},
    "credentialStatus is empty": {"credentialStatus": []},
    "credentialStatus has too many": {"credentialStatus": [{"type": "BitstringStatusListEntry"}] * 9},
    "credentialSchema is a text": {"credentialSchema": "https://example.org/schema"},
    "a member of no context": {"favouriteColour": "blue"},
    "a member that is relative": {"relative/path": "x"},
    "a blank node": {"_:b0": "x"},
    "a reversed member": {"@reverse": {}},
    "too deep": {"credentialSubject": {"id": "urn:x", "name": json.loads("[" * 40 + "1" + "]" * 40)}},
    "too many subjects": {"credentialSubject": [{"id": f"urn:{number}"} for number in range(100)]},
}
assert len(BODIES) + len(OPTIONS) + len(WRONG) + len(CREDENTIALS) >= 60


def assert_refused(status: int, answer: Any, *ends: str) -> None:
    assert status == 400
    told = [answer] if "type" in answer else answer["problemDetails"]
    assert answer.get("verified") in (None, False)
    assert all(problem["type"].startswith(("https://", "urn:stadtsiegel:problem:")) for problem in told)
    assert told[0]["type"].endswith(ends or ("",))


@pytest.mark.parametrize("path", MEMBERS)
@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_request(suite: Suite, path: str, name: str) -> None:
    started = perf_counter()
    status, answer = suite.post(path, BODIES[name].replace(b"credential", MEMBERS[path].encode()))
    assert perf_counter() - started < 2
    assert_refused(status, answer, "PARSING_ERROR", "MALFORMED_VALUE_ERROR")


@pytest.mark.parametrize("path", MEMBERS)
@pytest.mark.parametrize("name", WRONG)
def test_a_document_that_is_none(suite: Suite, path: str, name: str) -> None:
    assert_refused(*suite.post(path, {MEMBERS[path]: WRONG[name], "options": {}}))


@pytest.mark.parametrize("path", MEMBERS)
@pytest.mark.parametrize("name", OPTIONS)
def test_options_that_are_not_understood(suite: Suite, path: str, name: str) -> None:
    options, end = OPTIONS[name]
    assert_refused(*suite.post(path, {MEMBERS[path]: GOOD, "options": options}), end)


@pytest.mark.parametrize("path", MEMBERS)
def test_a_member_beside_the_document(suite: Suite, path: str) -> None:
    assert_refused(*suite.post(path, {MEMBERS[path]: GOOD, "document": {}}), "UNKNOWN_OPTION_PROVIDED")
    assert_refused(*suite.post(path, {"document": GOOD}), "UNKNOWN_OPTION_PROVIDED")


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_malformed_credential_is_neither_issued_nor_verified_alone_or_presented(suite: Suite, name: str) -> None:
    assert_refused(*suite.issue(credential(**CREDENTIALS[name])))
    changed = {**suite.example(), **CREDENTIALS[name]}
    assert_refused(*suite.verify(changed))
    presentation = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [changed]}
    assert_refused(*suite.verify_presentation(presentation))


@pytest.mark.parametrize(
    "options", [{"checks": "proof"}, {"checks": [7]}, {"challenge": 7}, {"domain": ["a"]}], ids=str
)
def test_options_of_a_wrong_type(suite: Suite, options: JsonObject) -> None:
    assert_refused(*suite.post(VERIFY, {"verifiableCredential": suite.example(), "options": options}))


def test_other_content_types_methods_sizes_and_addresses(suite: Suite) -> None:
    body = json.dumps({"credential": credential()}).encode()
    assert suite.post(ISSUE, body, kind="text/plain")[0] == 415
    assert suite.call("GET", ISSUE)[0] == 405
    assert suite.post("/unknown-suite/P-256/credentials/issue", body)[0] == 404
    assert suite.post("/eddsa-rdfc-2022/P-256/credentials/issue", body)[0] == 404
    assert suite.post(ISSUE, b" " * 1_100_000)[0] == 413


def test_more_proofs_than_are_reasonable(suite: Suite) -> None:
    secured = suite.example()
    started = perf_counter()
    assert_refused(*suite.verify({**secured, "proof": [secured["proof"]] * 500}))
    assert perf_counter() - started < 2


def test_nothing_can_be_shown_in_part_that_was_not_issued_for_it(suite: Suite) -> None:
    assert_refused(*suite.post(DERIVE, {"verifiableCredential": suite.example()}), "PROOF_VERIFICATION_ERROR")
