"""A bitstring status list that is secured as a token (`vc+jwt`) is judged like one that carries a proof."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.keys.private_key import PrivateKey
from credentials.strict_json import JsonObject
from credentials.verification.verdict import CheckName
from tests.credentials.verification.cases_status import REVOKED
from tests.credentials.verification.city import (
    NOW,
    OFFICE,
    OFFICE_KEY,
    OTHER_OFFICE_KEY,
    REVOCATION_LIST,
    City,
    status_list,
)
from tests.credentials.verification.token_city import sign_token

GOOD = status_list(REVOCATION_LIST, "revocation")


def token(document: JsonObject, key: PrivateKey = OFFICE_KEY, **header: Any) -> str:
    return sign_token(document, key, **{"typ": "vc+jwt", "kid": f"{OFFICE}#key-1", **header})


@pytest.mark.parametrize(
    ("received", "code"),
    [
        (token(GOOD), "status-good"),
        (token(REVOKED), "revoked"),
        (token(GOOD, OTHER_OFFICE_KEY), "status-list-not-proven"),
        (token(GOOD, kid=f"{OFFICE}#key-2"), "status-list-not-proven"),
        (token(GOOD, typ="statuslist+jwt"), "status-list-not-proven"),
        (token(status_list(f"{REVOCATION_LIST}x", "revocation")), "status-list-not-proven"),
        (
            token(status_list(REVOCATION_LIST, "revocation", valid_from=NOW - 99, valid_until=NOW - 61)),
            "status-list-outdated",
        ),
        ("eyJ", "status-list-malformed"),
    ],
)
def test_the_issuer_its_key_its_address_and_its_time_must_all_be_right(received: str, code: str) -> None:
    city = City()
    city.lists[REVOCATION_LIST] = received
    verdict = city.verdict()
    check = verdict.check(CheckName.STATUS)
    assert check is not None
    assert (check.code, verdict.valid) == (code, code == "status-good")
