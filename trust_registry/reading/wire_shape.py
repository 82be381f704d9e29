"""The shape of a list and its parts on the wire: one JSON Schema for readers, publisher and management interface.

Every fault is told at once, each with its place and a short sentence; no sentence quotes the value that was sent.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import jsonschema

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

LIST_SCHEMA: JsonObject = json.loads((resources.files(__package__) / "trust_list.schema.json").read_text("utf-8"))
"""The schema of a trust list's payload."""

_VALIDATORS = {
    name: jsonschema.Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": LIST_SCHEMA["$defs"]})
    for name in LIST_SCHEMA["$defs"]
}


def judge_shape(value: Any, definition: str) -> list[tuple[str, str]]:
    """Tell every way in which a value differs from a definition of the schema: pairs of place and sentence."""
    errors = _VALIDATORS[definition].iter_errors(value)
    return sorted({(error.json_path.removeprefix("$").removeprefix("."), _sentence(error)) for error in errors})


def _sentence(error: jsonschema.ValidationError) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    rule: Any = error.validator_value
    match error.validator:
        case "required":
            present: Any = error.instance
            return f"missing: {', '.join(name for name in rule if name not in present)}"
        case "additionalProperties":
            return f"only these members belong here: {', '.join(sorted(schema.get('properties', {})))}"
        case "enum":
            return f"must be one of: {', '.join(map(str, rule))}"
        case "type":
            return f"must be of type {rule}"
        case "pattern":
            return str(schema.get("description", f"must match {rule}"))
    return str(schema.get("$comment", f"breaks the rule '{error.validator}': {json.dumps(rule)[:100]}"))
