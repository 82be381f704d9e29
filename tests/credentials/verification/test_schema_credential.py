"""A schema inside of a credential of its own: applied when that credential is proven, current and of the right form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from credentials.model.instant import render_instant
from credentials.strict_json import JsonObject
from credentials.verification.verdict import CheckName
from tests.credentials.verification.city import (
    HOLDER,
    HOLDER_KEY,
    NOW,
    OTHER_OFFICE,
    OTHER_OFFICE_KEY,
    SCHEMA,
    SCHEMA_URL,
    THIEF_KEY,
    City,
    schema_credential,
    sign,
    sign_by_office,
    status_entry,
)


def found(received: Any, change: Callable[[City], object] = lambda _city: None) -> tuple[str, str]:
    """Code and detail of the check on a card whose schema is in this credential."""
    city = City()
    city.card["credentialSchema"]["type"] = "JsonSchemaCredential"
    city.schemas[SCHEMA_URL] = received
    change(city)
    verdict = city.verdict()
    check = verdict.check(CheckName.SCHEMA)
    assert check is not None
    assert verdict.valid is check.passed
    return check.code, check.detail


def with_subject(**changes: Any) -> JsonObject:
    document = schema_credential()
    document["credentialSubject"].update(changes)
    return sign_by_office(document)


def test_a_card_that_meets_the_schema_in_a_signed_credential_passes() -> None:
    assert found(sign_by_office(schema_credential())) == ("schema-met", "")


def test_a_card_that_does_not_meet_it_fails() -> None:
    def change(city: City) -> None:
        city.card["credentialSubject"]["cardNumber"] = "1234"

    assert found(sign_by_office(schema_credential()), change) == ("schema-not-met", "/credentialSubject/cardNumber")


def test_the_schema_may_be_of_another_signer_whose_keys_are_at_hand() -> None:
    other = sign(schema_credential(issuer=OTHER_OFFICE), OTHER_OFFICE_KEY, f"{OTHER_OFFICE}#key-1")
    assert found(other) == ("schema-met", "")


@pytest.mark.parametrize(
    "received",
    [
        schema_credential(),
        sign_by_office(schema_credential(), key=THIEF_KEY),
        sign_by_office(schema_credential(issuer=OTHER_OFFICE)),
        sign(schema_credential(), HOLDER_KEY, f"{HOLDER}#{HOLDER.removeprefix('did:key:')}"),
        sign_by_office(schema_credential(issuer="did:web:nobody.example"), method="did:web:nobody.example#key-1"),
        sign_by_office(schema_credential(id="https://city.example/another")),
        sign_by_office(schema_credential(validUntil=render_instant(NOW - 3600))),
        sign_by_office(schema_credential(validFrom=render_instant(NOW + 3600))),
        {**sign_by_office(schema_credential()), "description": "changed after it was signed"},
    ],
    ids=[
        "nobody",
        "a thief",
        "another than it says",
        "a citizen",
        "somebody unknown",
        "another id",
        "over",
        "not yet",
        "changed",
    ],
)
def test_a_schema_credential_that_is_not_proven_leaves_the_schema_undecided(received: JsonObject) -> None:
    assert found(received)[0] == "schema-not-proven"


@pytest.mark.parametrize(
    "received",
    [
        SCHEMA,
        "eyJ",
        [],
        sign_by_office(schema_credential(type=["VerifiableCredential"])),
        sign_by_office(schema_credential(credentialSchema={"id": f"{SCHEMA_URL}#other", "type": "JsonSchema"})),
        sign_by_office({name: value for name, value in schema_credential().items() if name != "credentialSchema"}),
        sign_by_office(schema_credential(credentialStatus=status_entry("revocation", f"{SCHEMA_URL}/s", 1))),
        with_subject(type=["JsonSchema", "VerifiableCredential"]),
        with_subject(jsonSchema=["no schema"]),
        with_subject(jsonSchema={**SCHEMA, "$schema": "http://json-schema.org/draft-07/schema#"}),
        with_subject(jsonSchema={name: value for name, value in SCHEMA.items() if name != "$id"}),
        sign_by_office(
            schema_credential(
                credentialSubject=[schema_credential()["credentialSubject"], {"type": "JsonSchema", "jsonSchema": {}}]
            )
        ),
    ],
    ids=lambda received: str(received)[-60:],
)
def test_a_schema_credential_of_another_form_is_not_applied(received: Any) -> None:
    assert found(received)[0] == "schema-not-supported"
