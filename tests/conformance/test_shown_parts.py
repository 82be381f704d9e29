"""Parts of cards as vc-di-ecdsa-test-suite shows them by ecdsa-sd-2023: nested, of arrays, without ids; and spoilt."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from credentials.data_integrity.selective.proof_value import parse_base
from credentials.encoding import decode_multibase, encode_multibase
from stadtsiegel.conformance.accepted import EXAMPLES
from tests.conformance.suite import V1, V2, Suite, credential

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.strict_json import JsonObject

PATH = "/ecdsa-sd-2023/P-256"
BASE_HEADER, DERIVED_HEADER = b"\xd9\x5d\x00", b"\xd9\x5d\x01"
SAILS = [{"size": 5.5, "name": "Kihei"}, {"size": 6.1, "name": "Lahaina"}, {"size": 7, "name": "Paia"}]
SUBJECT = {"id": "urn:uuid:5a1d3c4e-0000-4000-8000-000000000001", "club": {"town": "Kiel", "sails": SAILS}, "boards": 2}
NO_IDS = {"club": {"town": "Kiel", "sails": SAILS}, "boards": 2}
MANDATORY = ["/issuer", "/credentialSubject/boards"]
SHOWN: dict[str, tuple[list[str], JsonObject]] = {
    "nothing but what is mandatory": ([], {"boards": 2}),
    "the whole subject": (["/credentialSubject"], NO_IDS),
    "a nested property": (["/credentialSubject/club/town"], {"boards": 2, "club": {"town": "Kiel"}}),
    "all of an array": (["/credentialSubject/club/sails"], {"boards": 2, "club": {"sails": SAILS}}),
    "not all of an array": (["/credentialSubject/club/sails/0"], {"boards": 2, "club": {"sails": SAILS[:1]}}),
    "an array without its first": (
        ["/credentialSubject/club/sails/1", "/credentialSubject/club/sails/2"],
        {"boards": 2, "club": {"sails": SAILS[1:]}},
    ),
    "a part of an element": (
        ["/credentialSubject/club/sails/2/name"],
        {"boards": 2, "club": {"sails": [{"name": "Paia"}]}},
    ),
}
VERSIONS: dict[str, JsonObject] = {
    "2.0": {"@context": [V2, EXAMPLES]},
    "1.1": {"@context": [V1, EXAMPLES], "issuanceDate": "2020-01-01T00:00:00Z"},
}


def base(suite: Suite, subject: JsonObject = SUBJECT, *, version: str = "2.0", **options: Any) -> JsonObject:
    document = credential(**{**VERSIONS[version], "credentialSubject": subject})
    mandatory = [*MANDATORY, *(["/issuanceDate"] if "issuanceDate" in document else [])]
    return suite.issued(document, path=PATH, **{"mandatoryPointers": mandatory, **options})


def derived(suite: Suite, secured: JsonObject, pointers: list[str]) -> JsonObject:
    body = {"verifiableCredential": secured, "options": {"selectivePointers": pointers}}
    status, answer = suite.post("/credentials/derive", body)
    assert status == 201, answer
    shown: JsonObject = answer["verifiableCredential"]
    return shown


def test_create_never_uses_a_secret_twice(suite: Suite) -> None:
    first, second = (parse_base(decode_multibase(base(suite)["proof"]["proofValue"])) for _ in range(2))
    assert first.hmac_key != second.hmac_key
    assert first.public_key != second.public_key


def test_create_without_mandatory_pointers(suite: Suite) -> None:
    secured = base(suite, mandatoryPointers=[])
    shown = derived(suite, secured, ["/issuer", "/credentialSubject/boards"])
    assert suite.verify(shown)[0] == 200


@pytest.mark.parametrize(
    "pointers",
    [
        ["/non/existent/path"],
        ["/credentialSubject/invalidPointer"],
        ["credentialSubject"],
        ["/credentialSubject/club/sails/3"],
        ["/credentialSubject/club/sails/-"],
        ["/credentialSubject/club/sails/00"],
        ["/~2"],
        ["/" + "x" * 2_000],
    ],
)
def test_create_refuses_mandatory_pointers_that_lead_nowhere(suite: Suite, pointers: list[str]) -> None:
    document = credential(**{**VERSIONS["2.0"], "credentialSubject": SUBJECT})
    status, problem = suite.issue(document, path=PATH, mandatoryPointers=pointers)
    assert (status, problem["status"]) == (400, 400)


@pytest.mark.parametrize("pointers", [None, "/issuer", {}, [None], [7], [[]], [""], ["/issuer"] * 257])
def test_create_refuses_mandatory_pointers_that_are_none(suite: Suite, pointers: Any) -> None:
    status, problem = suite.issue(credential(), path=PATH, mandatoryPointers=pointers)
    assert status == 400
    assert problem["type"].endswith("MALFORMED_VALUE_ERROR")


@pytest.mark.parametrize("path", ["", "/ecdsa-rdfc-2019/P-256", "/jose/P-256", "/status"])
def test_create_refuses_mandatory_pointers_where_everything_is_always_shown(suite: Suite, path: str) -> None:
    status, problem = suite.issue(credential(), path=path, mandatoryPointers=["/issuer"])
    assert status == 400
    assert problem["type"].endswith("UNKNOWN_OPTION_PROVIDED")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("subject", [SUBJECT, NO_IDS], ids=["with an id", "without ids"])
@pytest.mark.parametrize("name", SHOWN)
def test_verify_what_was_derived(suite: Suite, name: str, subject: JsonObject, version: str) -> None:
    pointers, told = SHOWN[name]
    shown = derived(suite, base(suite, subject, version=version), pointers)
    assert {key: value for key, value in shown["credentialSubject"].items() if key != "id"} == told
    assert "issuer" in shown
    assert decode_multibase(shown["proof"]["proofValue"]).startswith(DERIVED_HEADER)
    status, answer = suite.verify(shown)
    assert (status, answer["verified"]) == (200, True), answer


def test_verify_fails_if_the_part_is_no_credential_alone(suite: Suite) -> None:
    shown = derived(suite, base(suite, version="1.1", mandatoryPointers=["/issuer"]), ["/credentialSubject"])
    assert suite.verify(shown)[0] == 400  # without issuanceDate
    shown = derived(suite, base(suite, mandatoryPointers=["/issuer"]), [])
    assert suite.verify(shown)[0] == 400  # without credentialSubject


def change_value(change: Callable[[bytes], bytes]) -> Callable[[JsonObject], None]:
    def spoil(shown: JsonObject) -> None:
        value = decode_multibase(shown["proof"]["proofValue"])
        shown["proof"]["proofValue"] = encode_multibase("u", change(value))

    return spoil


SPOILT: dict[str, Callable[[JsonObject], None]] = {
    "the value is no multibase": lambda shown: shown["proof"].update(proofValue="a"),
    "the value is without its multibase letter": lambda shown: shown["proof"].update(
        proofValue=shown["proof"]["proofValue"][1:]
    ),
    "the value is in base 58": lambda shown: shown["proof"].update(
        proofValue=encode_multibase("z", decode_multibase(shown["proof"]["proofValue"]))
    ),
    "the header is missing": change_value(lambda value: value[3:]),
    "the header is that of a base proof": change_value(lambda value: BASE_HEADER + value[3:]),
    "the header is another": change_value(lambda value: b"\xd9\x5d\x02" + value[3:]),
    "nothing comes after the header": change_value(lambda value: value[:3]),
    "the value is cut": change_value(lambda value: value[:-1]),
    "the value goes on": change_value(lambda value: value + b"\x00"),
    "the value is tagged": change_value(lambda value: value[:3] + b"\xc0" + value[3:]),
    "the value has no five parts": change_value(lambda value: value[:3] + b"\x84" + value[4:]),
    "the value is a map": change_value(lambda value: value[:3] + b"\xa0"),
    "the signature is another": change_value(lambda value: value[:20] + bytes([value[20] ^ 1]) + value[21:]),
    "the cryptosuite is unknown": lambda shown: shown["proof"].update(cryptosuite="invalid-cryptosuite"),
    "the cryptosuite is another": lambda shown: shown["proof"].update(cryptosuite="ecdsa-rdfc-2019"),
    "the type is another": lambda shown: shown["proof"].update(type="UnknownProof"),
    "created is another": lambda shown: shown["proof"].update(created="2024-01-01T00:00:00Z"),
    "the subject is another": lambda shown: shown["credentialSubject"].update(id="urn:invalid"),
    "a value is another": lambda shown: shown["credentialSubject"].update(boards=3),
    "something mandatory is missing": lambda shown: shown["credentialSubject"].pop("boards"),
    "something shown is missing": lambda shown: shown["credentialSubject"].pop("club"),
    "something was added": lambda shown: shown["credentialSubject"].update(name="Kim"),
    "elements have changed places": lambda shown: shown["credentialSubject"]["club"]["sails"][0].update(size=6.1),
    "a second proof": lambda shown: shown.update(proof=[shown["proof"], {**shown["proof"], "created": "2020"}]),
}


@pytest.mark.parametrize("name", SPOILT)
def test_verify_fails_if(suite: Suite, name: str) -> None:
    shown = derived(suite, base(suite), ["/credentialSubject/club"])
    assert suite.verify(shown)[0] == 200
    spoilt = copy.deepcopy(shown)
    SPOILT[name](spoilt)
    status, answer = suite.verify(spoilt)
    assert (status, answer["verified"]) == (400, False)


def test_verify_refuses_what_is_for_the_holder_alone(suite: Suite) -> None:
    status, answer = suite.verify(base(suite))
    assert (status, answer["verified"]) == (400, False)


def test_derive_refuses_what_is_no_base_proof(suite: Suite) -> None:
    shown = derived(suite, base(suite), ["/credentialSubject"])
    for other in (shown, suite.example(), suite.example("/jose/P-256"), credential()):
        status, problem = suite.post("/credentials/derive", {"verifiableCredential": other, "options": {}})
        assert (status, problem["status"]) == (400, 400)


def test_present_a_part(suite: Suite) -> None:
    shown = derived(suite, base(suite), ["/credentialSubject/club/town"])
    presentation = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": [shown]}
    assert suite.verify_presentation(presentation)[0] == 200
    presentation["verifiableCredential"] = [base(suite)]
    assert suite.verify_presentation(presentation)[0] == 400
