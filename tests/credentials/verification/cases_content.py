"""Changes that holder binding, validity period, schema, query and entitlement must see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credentials.model.instant import render_instant
from credentials.verification.evidence import Standing, Unavailable
from tests.credentials.verification.changes import (
    OK,
    UNTRUSTED,
    Case,
    Cases,
    both,
    on_card,
    on_presentation,
    said,
)
from tests.credentials.verification.city import (
    CARD_TYPE,
    HOLDER,
    NAMESPACE,
    NOW,
    SCHEMA_URL,
    THIEF,
    THIEF_KEY,
    VC_TYPE,
    VERIFY,
    City,
    schema_credential,
)

CASES = Cases()


BINDING = "holder-binding"


@CASES.case("another holder's card", {BINDING: "holder-not-subject"}, well_proven=False)
def _stolen(city: City) -> None:
    city.holder_key, city.holder = THIEF_KEY, THIEF


@CASES.case("another holder's card with the holder's name on it", {BINDING: "holder-not-presenter"}, well_proven=False)
def _stolen_with_name(city: City) -> None:
    city.holder_key = THIEF_KEY


CASES.note(
    "another holder named", BINDING, "holder-not-presenter", on_presentation("holder", value=THIEF), well_proven=False
)
CASES.note(
    "another holder named as an object",
    BINDING,
    "holder-not-presenter",
    on_presentation("holder", value={"id": THIEF}),
    well_proven=False,
)
CASES.note(
    "one of two subjects is another",
    BINDING,
    "holder-not-subject",
    on_card(
        "credentialSubject",
        value=[card_subject := {"id": HOLDER, "cardNumber": "12345"}, {**card_subject, "id": THIEF}],
    ),
    well_proven=False,
    query_answered="claim-missing",
    schema="schema-not-met",
)


@CASES.case(
    "a card for whoever has it", {BINDING: "credential-without-holder", "schema": "schema-not-met"}, well_proven=False
)
def _unbound(city: City) -> None:
    del city.card["credentialSubject"]["id"]


PERIOD = "validity-period"
CASES.note("expired", PERIOD, "expired", on_card("validUntil", value=render_instant(NOW - 61)), well_proven=True)
CASES.note(
    "not yet valid", PERIOD, "not-yet-valid", on_card("validFrom", value=render_instant(NOW + 61)), well_proven=True
)


DOUBLING = {
    "$ref": "#/$defs/0",
    "$defs": {
        **{str(n): {"allOf": [{"$ref": f"#/$defs/{n + 1}"}, {"$ref": f"#/$defs/{n + 1}"}]} for n in range(30)},
        "30": {},
    },
}
SUBJECT_FORMAT = {"credentialSubject": {"properties": {"borough": {"type": "string", "format": "date"}}}}


def schema_with(**members: Any) -> Callable[[City], object]:
    return lambda city: city.schemas[SCHEMA_URL].update(members)


for name_, change_, code_ in [
    ("a claim in the wrong form", on_card("credentialSubject", "cardNumber", value="1234"), "schema-not-met"),
    (
        "a claim with a line break at its end",
        on_card("credentialSubject", "cardNumber", value="12345\n"),
        "schema-not-met",
    ),
    ("a claim of the wrong type", on_card("credentialSubject", "cardNumber", value=12345), "schema-not-met"),
    ("a schema that asks for more", schema_with(required=["evidence"]), "schema-not-met"),
    ("no schema", on_card("credentialSchema", value=...), "schema-missing"),
    ("a schema away", lambda city: city.schemas.update({SCHEMA_URL: Unavailable("timeout")}), "schema-unavailable"),
    (
        "a schema that the registry does not list",
        on_card("credentialSchema", "id", value="https://evil.example/s"),
        "schema-unavailable",
    ),
    (
        "one schema listed, one not",
        on_card(
            "credentialSchema",
            value=[{"id": SCHEMA_URL, "type": "JsonSchema"}, {"id": "urn:x:y", "type": "JsonSchema"}],
        ),
        "schema-unavailable",
    ),
    ("a schema of another kind", on_card("credentialSchema", "type", value="LibraryCard"), "schema-not-supported"),
    (
        "a schema said to be inside of a credential that is none",
        on_card("credentialSchema", "type", value="JsonSchemaCredential"),
        "schema-not-supported",
    ),
    (
        "a schema inside of a credential that nobody has signed",
        both(
            on_card("credentialSchema", "type", value="JsonSchemaCredential"),
            lambda city: city.schemas.update({SCHEMA_URL: schema_credential()}),
        ),
        "schema-not-proven",
    ),
    (
        "a schema of another draft",
        schema_with(**{"$schema": "http://json-schema.org/draft-07/schema#"}),
        "schema-not-supported",
    ),
    (
        "a schema that does not say which one it is",
        lambda city: city.schemas[SCHEMA_URL].pop("$id"),
        "schema-not-supported",
    ),
    (
        "a schema that does not say its draft",
        lambda city: city.schemas[SCHEMA_URL].pop("$schema"),
        "schema-not-supported",
    ),
    (
        "a schema that refers to a stranger",
        schema_with(allOf=[{"$ref": "https://evil.example/s"}]),
        "schema-not-supported",
    ),
    ("a schema that refers to its neighbour", schema_with(allOf=[{"$ref": "other.json"}]), "schema-not-supported"),
    ("a schema that refers to nothing", schema_with(allOf=[{"$ref": "#/$defs/none"}]), "schema-not-supported"),
    ("a schema that refers to itself for ever", schema_with(**{"$ref": "#"}), "schema-not-supported"),
    ("a schema whose references double", schema_with(**DOUBLING), "schema-not-supported"),
    ("a schema with patterns for names", schema_with(patternProperties={"^a": {}}), "schema-not-supported"),
    ("a part of a schema in another draft", schema_with(allOf=[{"$schema": "urn:x:y"}]), "schema-not-supported"),
    ("a date that is none", schema_with(properties=SUBJECT_FORMAT), "schema-not-met"),
    ("a schema that is none", schema_with(type=7), "schema-not-supported"),
    ("a schema with a runaway pattern", schema_with(properties={"id": {"pattern": "^(a+)+$"}}), "schema-not-supported"),
]:
    CASES.note(name_, "schema", code_, change_, well_proven=True)


QUERY = "query-answered"
CASES.note(
    "a value that is not accepted",
    QUERY,
    "claim-value-not-accepted",
    on_card("credentialSubject", "borough", value="Pankow"),
    well_proven=True,
)
CASES.note(
    "a claim that is missing",
    QUERY,
    "claim-missing",
    on_card("credentialSubject", "borough", value=...),
    well_proven=True,
)
for name_, types_ in [
    ("another type of the same office", ["VerifiableCredential", "SportsPass"]),
    ("no type but the general one", ["VerifiableCredential"]),
]:
    findings_ = {"issuer-trusted": "credential-of-another-type", **UNTRUSTED, QUERY: "type-not-asked-for"}
    CASES.append(Case(name_, on_card("type", value=types_), findings_, well_proven=True))


@CASES.case("more than was asked for, and no more is wanted", {QUERY: "more-shown-than-asked"}, well_proven=True)
def _more_than_asked(city: City) -> None:
    city.rules["only_what_was_asked"] = True
    city.claims = city.claims[:1]


@CASES.case("a card that has not all of the types asked for", {QUERY: "type-not-asked-for"}, well_proven=True)
def _too_few_types(city: City) -> None:
    city.type_values = [[VC_TYPE, CARD_TYPE, f"{NAMESPACE}#SportsPass"]]


ENTITLED = "verifier-entitled"
for name_, statements_, code_ in [
    ("a verifier that is not listed", [], "verifier-not-entitled"),
    ("a verifier listed from tomorrow on", [(NOW + 1, None, OK)], "verifier-not-yet-entitled"),
    ("a verifier whose right has ended", [(0, NOW, OK)], "verifier-entitlement-ended"),
    ("a verifier whose keys are lost", [(0, None, Standing.COMPROMISED)], "verifier-entitlement-ended"),
]:
    CASES.note(name_, ENTITLED, code_, said(VERIFY, *statements_), well_proven=True)
