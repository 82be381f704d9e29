"""One schema applied to one document (JSON Schema 2020-12), fetching nothing and within bounds (SECURITY J-12)."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

from credentials import strict_json
from credentials.errors import JsonError, ModelError, SchemaNotAppliedError
from credentials.json_schema.bounded_pattern import read_pattern
from credentials.json_schema.equality import identity
from credentials.json_schema.work import Work
from credentials.model.instant import parse_instant
from credentials.rdf.terms import is_absolute_iri

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from credentials.strict_json import JsonObject

    Keyword = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_REFERENCES = ("$ref", "$dynamicRef")
# The first is applied by an engine without bounds, the others by going through the schema again without counting.
_NOT_APPLIED = ("patternProperties", "unevaluatedProperties", "unevaluatedItems")
# What a document lacks that is shown in part was withheld, unless nobody may withhold it.
_MISSING = ("dependentRequired", "minProperties", "minItems", "contains")
# Of the formats of 2020-12 those that a city's documents use; the standard library knows them without further packages.
_FORMATS = ("date", "email", "ipv4", "ipv6", "uuid")
_LONGEST_PLACE = 200

MOST_VALUES = 3_000
"""Of a schema; each is itself judged by the schema of schemas before the whole is applied."""


def find_fault(schema: object, document: object, *, always_shown: Collection[str] | None = None) -> str | None:
    """Apply a schema.

    Args:
        schema: what the document should be like.
        document: any JSON value.
        always_shown: where its holder may have left members out, those at its top that can never be left out: no other
            member is missed. None for a document that is shown whole.

    Returns:
        None where the document meets the schema; otherwise the place of a fault as a JSON Pointer, without any value.

    Raises:
        SchemaNotAppliedError: no schema, one without `$schema` or `$id`, one of another dialect, one that refers to
            anything outside of itself, or one that is too much work for this document.
    """
    try:
        _judge_schema(strict_json.render(schema))
        validator = _validator(schema, document, Work(document, schema), always_shown=always_shown)
        fault = next(validator.iter_errors(document), None)
    # A schema may also refer to a place in itself that is not there, or to itself for ever.
    except (JsonError, SchemaError, Unresolvable, RecursionError) as error:
        raise SchemaNotAppliedError("this is no schema, or it refers to what is not there") from error
    return None if fault is None else "".join(f"/{step}" for step in fault.absolute_path)[:_LONGEST_PLACE]


@lru_cache(maxsize=64)
def _judge_schema(written: bytes) -> None:
    """Judge a schema by itself, once for all the documents that it is applied to."""
    schema = strict_json.parse_object(written)
    _judge_identity(schema)
    _judge_parts(schema)
    Draft202012Validator.check_schema(schema, format_checker=FormatChecker(()))


def _judge_identity(schema: JsonObject) -> None:
    if schema.get("$schema") != DIALECT:
        raise SchemaNotAppliedError(f"only schemas that say the dialect {DIALECT} are applied")
    if not isinstance(schema.get("$id"), str) or not schema["$id"]:
        raise SchemaNotAppliedError("a schema says in $id which one it is")


def _judge_parts(schema: JsonObject) -> None:
    """It is not too large, no reference leaves it, and no part of it needs what is not applied here."""
    waiting: list[Any] = [schema]
    looked_at = 0
    while waiting:
        part = waiting.pop()
        looked_at += 1
        if looked_at + len(waiting) > MOST_VALUES:
            raise SchemaNotAppliedError(f"a schema with more than {MOST_VALUES} values is not applied")
        if isinstance(part, list):
            waiting.extend(part)
        if not isinstance(part, dict):
            continue
        if any(name in part and not str(part[name]).startswith("#") for name in _REFERENCES):
            raise SchemaNotAppliedError("a schema that refers to another one is not applied")
        if part is not schema and ("$schema" in part or "$vocabulary" in part):
            raise SchemaNotAppliedError("a schema with a part in another dialect is not applied")
        if any(name in part for name in _NOT_APPLIED):
            raise SchemaNotAppliedError(f"a schema with {', '.join(_NOT_APPLIED)} is not applied")
        waiting.extend(part.values())


def _validator(schema: object, document: object, work: Work, *, always_shown: Collection[str] | None) -> Any:
    plain: dict[str, Keyword] = {
        **Draft202012Validator.VALIDATORS,
        "pattern": _judge_pattern,
        "const": partial(_judge_const, work),
        "enum": partial(_judge_enum, work),
        "uniqueItems": partial(_judge_unique_items, work),
    }
    if always_shown is not None:
        plain |= dict.fromkeys(_MISSING, _judge_nothing)
        plain["required"] = partial(_judge_required, document, always_shown)
    counted = {name: _counted(keyword, work) for name, keyword in plain.items()}
    counting_validator: Any = extend(Draft202012Validator, counted)  # type: ignore[no-untyped-call]
    return counting_validator(schema, registry=Registry(), format_checker=_FORMAT_CHECKER)


def _counted(keyword: Keyword, work: Work) -> Keyword:
    def judge(validator: Any, rule: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        work.spend_on_rule(rule, value)
        for fault in keyword(validator, rule, value, schema) or ():
            # It quotes the document, and alternatives keep the faults of all of them.
            fault.message, fault.args = "", ()
            yield fault

    return judge


def _judge_required(
    document: object, always_shown: Collection[str], _validator: Any, required: Any, value: Any, _schema: Any
) -> Iterator[ValidationError]:
    if (
        value is document
        and isinstance(value, dict)
        and any(name in always_shown and name not in value for name in required)
    ):
        yield ValidationError("a member is missing that cannot be withheld")


def _judge_nothing(_validator: Any, _rule: Any, _value: Any, _schema: Any) -> None:
    return None


def _judge_pattern(_validator: Any, pattern: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and not read_pattern(pattern).is_found_in(value):
        yield ValidationError("the text does not fit its pattern")


def _judge_const(work: Work, _validator: Any, wanted: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    work.spend(work.size(value) + work.size(wanted))
    if identity(value) != identity(wanted):
        yield ValidationError("another value is the only one allowed")


def _judge_enum(work: Work, _validator: Any, allowed: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    work.spend(work.size(value) + work.size(allowed))
    wanted = identity(value)
    if not any(identity(one) == wanted for one in allowed):
        yield ValidationError("the value is none of those allowed")


def _judge_unique_items(
    work: Work, _validator: Any, unique: Any, value: Any, _schema: Any
) -> Iterator[ValidationError]:
    if unique and isinstance(value, list):
        work.spend(work.size(value))
        if len(set(map(identity, value))) != len(value):
            yield ValidationError("an item stands there twice")


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
