"""The shape of a package: known keys, right kinds of values, judged by `package.schema.json`; told in plain sentences.

The schema's own `description` of a part is the remedy, so that a key is explained in one place only.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from credentials.strict_json import JsonObject
from use_cases.faults import Finding, Path, shown

_KINDS = {
    "string": "text in quotation marks",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "a table",
    "array": "a list in square brackets",
}


_CLAIM = "#/$defs/claim"


def judge_shape(document: JsonObject) -> list[Finding]:
    """Find everything that does not fit the package format; of one value only the first that is wrong with it."""
    found: dict[Path, Finding] = {}
    for error in _validator().iter_errors(document):
        for finding in _tell(error):
            found.setdefault(finding.path, finding)
    return list(found.values())


def remedy_for(*keys: str) -> str:
    """Give the sentence that explains a key of a claim, such as `max_length`, or `derived` and `years`."""
    part = _claim()
    for key in keys:
        part = part["properties"][key]
    return str(part["description"])


def _is_whole_number(_checker: object, value: object) -> bool:
    """Tell 1 from 1.0 and from true, which JSON Schema by itself does not."""
    return isinstance(value, int) and not isinstance(value, bool)


def _judge_pattern(_validator: object, pattern: str, value: object, _schema: object) -> Iterator[ValidationError]:
    """Hold the whole value against the pattern; Python's own `$` would let a line break at the end pass."""
    if isinstance(value, str) and not re.fullmatch(pattern, value):
        yield ValidationError("does not match")


_StrictValidator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    validators={"pattern": _judge_pattern},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole_number),
)


@cache
def _validator() -> Any:
    schema = json.loads((files("use_cases") / "package.schema.json").read_text(encoding="utf-8"))
    resolved = _resolved(schema, schema["$defs"])
    return _StrictValidator(resolved, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _resolved(part: Any, definitions: Mapping[str, Any]) -> Any:
    """Put definitions in the place of references, which take half the time; only claims lie inside claims."""
    if isinstance(part, list):
        return [_resolved(one, definitions) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part and part["$ref"] != _CLAIM:
        definition = definitions[part["$ref"].removeprefix("#/$defs/")]
        return _resolved(definition | {key: rule for key, rule in part.items() if key != "$ref"}, definitions)
    return {key: _resolved(rule, definitions) for key, rule in part.items()}


def _tell(error: ValidationError) -> Iterator[Finding]:
    path: Path = tuple(error.absolute_path)
    schema: Any = error.schema
    instance: Any = error.instance
    if "propertyNames" in error.absolute_schema_path:
        yield Finding((*path, str(instance)), f"The name `{shown(instance)}` cannot be used. {_remedy(error)}")
    elif error.validator == "required":
        yield from _missing(schema, instance, path)
    elif error.validator == "additionalProperties":
        yield from _unknown(schema, instance, path)
    else:
        tell = _SENTENCES.get(str(error.validator), lambda *_: "This value does not fit here.")
        yield Finding(path, f"{tell(instance, error.validator_value)} {_remedy(error)}".rstrip())


def _remedy(error: ValidationError) -> str:
    """Take the nearest description on the way down to the failing part."""
    schema: Any = _validator().schema
    remedy = ""
    for step in error.absolute_schema_path:
        if isinstance(schema, Mapping) and step not in schema:  # the path leaves out the references it went through
            schema = _claim()
            remedy = schema["description"]
        schema = schema[step]
        if isinstance(schema, Mapping) and isinstance(schema.get("description"), str):
            remedy = schema["description"]
    return remedy


def _claim() -> Any:
    return _validator().schema["$defs"]["claim"]


def _missing(schema: Any, instance: Any, path: Path) -> Iterator[Finding]:
    for key in schema["required"]:
        if key not in instance:
            remedy = schema["properties"][key].get("description", "")
            yield Finding((*path, key), f"`{key}` is missing. {remedy}".rstrip())


def _unknown(schema: Any, instance: Any, path: Path) -> Iterator[Finding]:
    known = list(schema["properties"])
    for key in instance:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            remedy = f"Did you mean `{close[0]}`?" if close else f"Remove it; known here are {', '.join(known)}."
            yield Finding((*path, key), f"`{shown(key)}` is not a key of this table. {remedy}")


def _type(_value: Any, wanted: Any) -> str:
    kinds = wanted if isinstance(wanted, list) else [wanted]
    return f"This must be {' or '.join(_KINDS[kind] for kind in kinds)}."


_SENTENCES: dict[str, Callable[[Any, Any], str]] = {
    "type": _type,
    "const": lambda value, _: f"This package format ({shown(value)}) is not known.",
    "enum": lambda value, _: f"`{shown(value)}` is not one of the possible values.",
    "pattern": lambda value, _: f"`{shown(value)}` cannot stand here." if value else "This is empty.",
    "format": lambda value, _: f"`{shown(value)}` is not a date.",
    "minLength": lambda *_: "This is empty.",
    "maxLength": lambda value, most: f"This has {len(value)} characters; at most {most} are possible.",
    "minimum": lambda value, least: f"{shown(value)} is too small; the smallest is {least}.",
    "maximum": lambda value, most: f"{shown(value)} is too large; the largest is {most}.",
    "minItems": lambda *_: "This list is empty.",
    "maxItems": lambda _, most: f"This list has more than {most} entries.",
    "uniqueItems": lambda *_: "An entry stands twice in this list. Name each only once.",
    "minProperties": lambda _, least: f"This table needs {least} {'entry' if least == 1 else 'entries'} at least.",
    "maxProperties": lambda _, most: f"This table has more than {most} entries.",
}
