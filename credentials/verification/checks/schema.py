"""Schema: the credential has the form that its JSON Schema prescribes (VC JSON Schema, 'processing').

Schemas are trusted by the digest that the registry lists, so they come from evidence and from nowhere else. Still none
is applied that could reach outside of itself, or that could make a short text take hours (SECURITY J-12): such a schema
leaves the check undecided, as does one in a dialect other than 2020-12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

from credentials.errors import ModelError
from credentials.model.instant import parse_instant
from credentials.rdf.terms import is_absolute_iri
from credentials.verification.checks.bounded_pattern import PatternRefusedError, read_pattern
from credentials.verification.checks.type_metadata import judge_type_metadata
from credentials.verification.evidence import Unavailable
from credentials.verification.outcome import Outcome
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credentials.strict_json import JsonObject
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_TYPE = "JsonSchema"
MOST_REFERENCES = 1_000
"""How many references one document may make a schema follow; doubling ones would need a billion."""

_REFERENCES = ("$ref", "$dynamicRef")
# Of the formats of 2020-12 those that a city's documents use; the standard library knows them without further packages.
_FORMATS = ("date", "email", "ipv4", "ipv6", "uuid")


def judge_schema(credential: ShownCredential, *, policy: CredentialPolicy, evidence: Evidence) -> Check:
    """Apply every schema that a proven credential names; what failed outweighs what is undecided."""
    name = CheckName.SCHEMA
    if credential.sd_jwt_vc is not None:
        return judge_type_metadata(credential.sd_jwt_vc, policy=policy, evidence=evidence)
    if not credential.schemas:
        return Check(name, "schema-missing" if policy.schema_required else "no-schema")
    checks = [_apply(named, credential.claims, evidence) for named in credential.schemas]
    for outcome in (Outcome.FAILED, Outcome.UNDECIDED):
        for check in checks:
            if check.outcome is outcome:
                return check
    return Check(name, "schema-met")


def _apply(named: JsonObject, document: JsonObject, evidence: Evidence) -> Check:
    name = CheckName.SCHEMA
    if named["type"] not in (SCHEMA_TYPE, [SCHEMA_TYPE]):
        return Check(name, "schema-not-supported")
    schema = evidence.schemas.get(named["id"])
    if schema is None or isinstance(schema, Unavailable):
        return Check(name, "schema-unavailable")
    if not isinstance(schema, dict) or schema.get("$schema") != DIALECT or not _stays_within_itself(schema):
        return Check(name, "schema-not-supported")
    try:
        Draft202012Validator.check_schema(schema)
        fault = next(_validator(schema).iter_errors(document), None)
    # A schema may also refer to a place in itself that is not there, or to itself for ever.
    except (SchemaError, Unresolvable, PatternRefusedError, _TooManyReferencesError, RecursionError):
        return Check(name, "schema-not-supported")
    return Check(name, "schema-met") if fault is None else Check(name, "schema-not-met", _place(fault.absolute_path))


def _stays_within_itself(schema: JsonObject) -> bool:
    """Whether no reference leaves the schema, and no part of it needs what is not applied here."""
    waiting: list[Any] = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        if not isinstance(part, dict):
            continue
        if any(name in part and not str(part[name]).startswith("#") for name in _REFERENCES):
            return False
        if part is not schema and "$schema" in part:
            return False
        if "patternProperties" in part:
            return False
        waiting.extend(part.values())
    return True


def _place(path: Any) -> str:
    """Where in the document, as a JSON Pointer without anything that could be a value."""
    return "".join(f"/{step}" for step in path)[:200]


class _TooManyReferencesError(Exception):
    """A schema whose parts refer to each other so often that applying it would take too long."""


def _validator(schema: JsonObject) -> Any:
    """A validator that fetches nothing and whose work is bounded."""
    followed = 0
    bounded: dict[str, Any] = {"pattern": _judge_pattern}

    def follow(keyword: str) -> Any:
        plain: Any = Draft202012Validator.VALIDATORS[keyword]

        def counted(validator: Any, reference: object, value: object, part: object) -> Any:
            nonlocal followed
            followed += 1
            if followed > MOST_REFERENCES:
                raise _TooManyReferencesError
            return plain(validator, reference, value, part)

        return counted

    bounded |= {keyword: follow(keyword) for keyword in _REFERENCES}
    bounded_validator: Any = extend(Draft202012Validator, bounded)  # type: ignore[no-untyped-call]
    return bounded_validator(schema, registry=Registry(), format_checker=_FORMAT_CHECKER)


def _judge_pattern(_validator: Any, pattern: str, value: object, _schema: object) -> Iterator[ValidationError]:
    if isinstance(value, str) and not read_pattern(pattern).is_found_in(value):
        yield ValidationError("the text does not fit its pattern")


def _is_instant(value: object) -> bool:
    if isinstance(value, str):
        parse_instant(value)
    return True


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or is_absolute_iri(value)


def _formats() -> FormatChecker:
    checker = FormatChecker(_FORMATS)
    checker.checkers = {name: FormatChecker.checkers[name] for name in _FORMATS}
    checker.checks("date-time", raises=ModelError)(_is_instant)
    checker.checks("uri")(_is_uri)
    return checker


_FORMAT_CHECKER = _formats()
