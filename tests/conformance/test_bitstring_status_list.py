"""w3c/vc-bitstring-status-list-test-suite: entries that the issuer adds, the list behind them, what a change does."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from credentials.encoding import decode_base64url
from tests.conformance.suite import Suite, credential

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

BOTH = "/status"
ISSUERS = {
    BOTH: ["revocation", "suspension"],
    "/status/revocation": ["revocation"],
    "/status/suspension": ["suspension"],
}


def entries_of(secured: JsonObject) -> list[JsonObject]:
    status: Any = secured["credentialStatus"]
    return status if isinstance(status, list) else [status]


def list_of(suite: Suite, entry: JsonObject) -> JsonObject:
    origin = suite.announced["origin"]
    assert entry["statusListCredential"].startswith(f"{origin}/status/lists/")
    status, listed = suite.call("GET", entry["statusListCredential"].removeprefix(origin))
    assert status == 200
    assert isinstance(listed, dict)
    return listed


def bits_of(listed: JsonObject) -> bytes:
    encoded = listed["credentialSubject"]["encodedList"]
    assert encoded[0] == "u"
    return gzip.decompress(decode_base64url(encoded[1:]))


def bit(bits: bytes, index: int) -> int:
    return bits[index // 8] >> (7 - index % 8) & 1


@pytest.mark.parametrize("path", ISSUERS)
def test_an_entry_has_what_the_data_model_asks(suite: Suite, path: str) -> None:
    secured = suite.issued(credential(id="urn:uuid:1"), path=path)
    entries = entries_of(secured)
    assert [entry["statusPurpose"] for entry in entries] == ISSUERS[path]
    for entry in entries:
        assert entry["type"] == "BitstringStatusListEntry"
        assert entry["id"] != entry["statusListCredential"]
        assert isinstance(entry["statusListIndex"], str)
        assert str(int(entry["statusListIndex"])) == entry["statusListIndex"]
    assert suite.verify(secured)[0] == 200


def test_a_list_is_a_verifiable_credential_of_the_right_type_and_length(suite: Suite) -> None:
    for entry in entries_of(suite.issued(credential(), path=BOTH)):
        listed = list_of(suite, entry)
        assert "BitstringStatusListCredential" in listed["type"]
        assert listed["id"] == entry["statusListCredential"]
        assert listed["credentialSubject"]["type"] == "BitstringStatusList"
        assert listed["credentialSubject"]["statusPurpose"] == entry["statusPurpose"]
        assert len(bits_of(listed)) * 8 >= 131_072
        assert suite.verify(listed)[0] == 200


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_a_change_sets_the_bit_of_this_credential_and_is_told_as_a_warning(suite: Suite, purpose: str) -> None:
    name = f"urn:uuid:changed-{purpose}"
    secured = suite.issued(credential(id=name), path=BOTH)
    entry = next(one for one in entries_of(secured) if one["statusPurpose"] == purpose)
    assert bit(bits_of(list_of(suite, entry)), int(entry["statusListIndex"])) == 0
    change = {"credentialId": name, "credentialStatus": {"type": entry["type"], "statusPurpose": purpose}}
    assert suite.post("/credentials/status", {**change, "status": True})[0] == 200
    assert suite.post(f"/status/lists/{purpose}/publish", {})[0] == 204
    assert bit(bits_of(list_of(suite, entry)), int(entry["statusListIndex"])) == 1
    status, answer = suite.verify(secured)
    assert (status, answer["verified"]) == (200, True)
    [problem] = answer["problemDetails"]
    assert problem["severity"] == "warning"
    assert suite.post("/credentials/status", {**change, "status": False})[0] == (
        400 if purpose == "revocation" else 200
    )


def test_a_credential_without_an_id_is_known_by_the_name_in_the_options(suite: Suite) -> None:
    suite.issued(credential(), path="/status/suspension", credentialId="the one without an id")
    change = {
        "credentialId": "the one without an id",
        "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "suspension"},
    }
    assert suite.post("/credentials/status", change)[0] == 200


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, 400),
        ({"credentialId": "unknown"}, 400),
        ({"credentialId": 7, "credentialStatus": {"type": "BitstringStatusListEntry"}}, 400),
        ({"credentialId": "unknown", "credentialStatus": {}}, 400),
        ({"credentialId": "unknown", "credentialStatus": []}, 400),
        ({"credentialId": "unknown", "credentialStatus": {"type": "StatusList2021Entry"}}, 400),
        ({"credentialId": "unknown", "credentialStatus": {"type": "BitstringStatusListEntry", "more": 1}}, 400),
        ({"credentialId": "unknown", "credentialStatus": {"type": "BitstringStatusListEntry"}, "status": "yes"}, 400),
        ({"credentialId": "unknown", "credentialStatus": {"type": "BitstringStatusListEntry"}, "reason": "x"}, 400),
        (
            {
                "credentialId": "unknown",
                "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
            },
            404,
        ),
    ],
    ids=str,
)
def test_a_change_that_is_not_understood_or_of_nothing_known_is_refused(
    suite: Suite, body: JsonObject, expected: int
) -> None:
    assert suite.post("/credentials/status", body)[0] == expected


@pytest.mark.parametrize(
    "entry",
    [
        {"statusListIndex": True},
        {"statusListIndex": 7},
        {"statusListIndex": "-1"},
        {"statusListIndex": "1e9"},
        {"statusListIndex": "999999999"},
        {"statusPurpose": 7},
        {"statusPurpose": "unknown"},
        {"statusListCredential": 7},
        {"statusListCredential": "not a url"},
        {"type": "BitstringStatusListEntries"},
        {"statusSize": 0},
        {"statusSize": "1"},
    ],
    ids=str,
)
def test_an_entry_that_is_malformed_is_refused(suite: Suite, entry: JsonObject) -> None:
    secured = suite.issued(credential(), path="/status/revocation")
    secured["credentialStatus"] = {**secured["credentialStatus"], **entry}
    assert suite.verify(secured)[0] == 400
    issued, _ = suite.issue(credential(credentialStatus=secured["credentialStatus"]), path="/status/revocation")
    assert issued == 400  # this issuer adds its entries itself
