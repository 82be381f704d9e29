"""A schema inside of a credential of its own (VC JSON Schema section 2.2): proven, current, and of the right form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import SchemaNotAppliedError
from credentials.formats import FORMATS
from credentials.verification.checks.proof import UnprovenError
from credentials.verification.checks.validity_period import judge_validity_period

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential

TYPE = "https://www.w3.org/2018/credentials#JsonSchemaCredential"
SCHEMA_OF_SCHEMAS = "https://www.w3.org/ns/credentials/json-schema/v2.json"
"""What a schema credential names as its own schema; it asks for the form that is judged here."""


def open_schema_credential(
    received: object, url: str, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> object:
    """Take the schema out of a credential that a credential names.

    The registry lists its digest, whoever signed it; its own proof is judged all the same.

    Raises:
        UnprovenError: it is not the one that was named, not proven by its issuer, or not current.
        SchemaNotAppliedError: it has not the form of a schema credential.
    """
    _, shown = FORMATS["ldp_vc"].read_credential(received, policy=policy, contexts=evidence.contexts)
    if shown is None:
        raise SchemaNotAppliedError("a schema credential cannot be read")
    if shown.claims.get("id") != url:
        raise UnprovenError("schema-not-proven")
    proof, proven = shown.proof.judge(policy=policy, evidence=evidence, now=now)
    if proven is None:
        raise UnprovenError("schema-not-proven", proof.detail or proof.code)
    if not judge_validity_period(shown, clock_skew=policy.clock_skew, now=now).passed:
        raise UnprovenError("schema-not-proven", "expired")
    return _read_schema(shown)


def _read_schema(shown: ShownCredential) -> object:
    if TYPE not in shown.types or shown.status_entries:
        raise SchemaNotAppliedError("a schema credential says its type, and has no status")
    if not any(_is_schema_of_schemas(schema) for schema in shown.schemas):
        raise SchemaNotAppliedError(f"a schema credential names {SCHEMA_OF_SCHEMAS} as its schema")
    subject = shown.claims["credentialSubject"]
    if not isinstance(subject, dict) or subject.get("type") not in ("JsonSchema", ["JsonSchema"]):
        raise SchemaNotAppliedError("the subject of a schema credential is one JsonSchema")
    return subject.get("jsonSchema")


def _is_schema_of_schemas(schema: JsonObject) -> bool:
    return schema["id"] == SCHEMA_OF_SCHEMAS and schema["type"] in ("JsonSchema", ["JsonSchema"])
