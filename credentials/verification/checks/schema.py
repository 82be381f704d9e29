"""Schema: the credential has the form that its schemas prescribe (VC JSON Schema section 3, 'Processing').

Schemas are trusted by the digest that the registry lists, so they come from evidence and from nowhere else. One that is
inside of a credential must be proven besides, by whoever says to have issued it. A schema that is not applied here, for
its dialect or for the work it would make, leaves the check undecided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import SchemaNotAppliedError
from credentials.json_schema.apply import find_fault
from credentials.vc_jose.sd_token import NEVER_DISCLOSABLE
from credentials.verification.checks.proof import UnprovenError
from credentials.verification.checks.schema_credential import open_schema_credential
from credentials.verification.checks.type_metadata import judge_type_metadata
from credentials.verification.evidence import Unavailable
from credentials.verification.outcome import Outcome
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential


def judge_schema(credential: ShownCredential, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> Check:
    """Apply every schema that a proven credential names; what failed outweighs what is undecided."""
    name = CheckName.SCHEMA
    if credential.sd_jwt_vc is not None:
        return judge_type_metadata(credential.sd_jwt_vc, policy=policy, evidence=evidence)
    if not credential.schemas:
        return Check(name, "schema-missing" if policy.schema_required else "no-schema")
    checks = [_judge(named, credential, policy=policy, evidence=evidence, now=now) for named in credential.schemas]
    for outcome in (Outcome.FAILED, Outcome.UNDECIDED):
        for check in checks:
            if check.outcome is outcome:
                return check
    return Check(name, "schema-met")


def _judge(
    named: JsonObject, credential: ShownCredential, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> Check:
    name = CheckName.SCHEMA
    try:
        schema = _find_schema(named, policy=policy, evidence=evidence, now=now)
        always_shown = NEVER_DISCLOSABLE if credential.in_part else None
        fault = find_fault(schema, credential.claims, always_shown=always_shown)
    except UnprovenError as unproven:
        return unproven.as_check(name)
    except SchemaNotAppliedError as error:
        return Check(name, "schema-not-supported", error.code)
    return Check(name, "schema-met") if fault is None else Check(name, "schema-not-met", fault)


def _find_schema(named: JsonObject, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> object:
    received = evidence.schemas.get(named["id"])
    if received is None or isinstance(received, Unavailable):
        raise UnprovenError("schema-unavailable")
    match named["type"]:
        case "JsonSchema" | ["JsonSchema"]:
            return received
        case "JsonSchemaCredential" | ["JsonSchemaCredential"]:
            return open_schema_credential(received, named["id"], policy=policy, evidence=evidence, now=now)
    raise UnprovenError("schema-not-supported")
