"""docs/reference/use-case-package.md as the format says it; `python -m tests.house.package_page` writes it anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from stadtsiegel.toml_text import render_value
from tests.house.package_page_words import HEAD, TOGETHER
from tests.house.source_files import ROOT
from use_cases.card_format import KEYS, WORDS
from use_cases.proving.claim_meaning import BELONGS_TO, NEEDS
from use_cases.proving.derived_meaning import RULE_KEYS

PAGE = ROOT / "docs" / "reference" / "use-case-package.md"
SCHEMA: dict[str, Any] = json.loads((files("use_cases") / "package.schema.json").read_text("utf-8"))

COLUMNS = "| Key | Kind | Needed | Limits | Left out | What to write | Example |\n|---|---|---|---|---|---|---|\n"
CLAIM = "claims.<name>"
DAY = re.compile(r'"[0-9]{4}-[0-9]{2}-[0-9]{2}"')
SAID_ONCE = {
    "name": "text in languages, up to 100 characters each",
    "sentence": "text in languages, up to 500 characters each",
    "span": "span of time",
}
"""Definitions that many keys share: explained in a section of their own."""
KINDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "object": "table", "array": "list"}
RANGES = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " entries"),
    ("minProperties", "maxProperties", " entries"),
)
LANGUAGES = "German and English are needed; up to ten more languages are named by BCP 47 tags, such as `uk`.\n\n"


@dataclass(frozen=True)
class Section:
    """One table of the file: how it is written, and its schema."""

    path: str
    part: dict[str, Any]

    @property
    def heading(self) -> str:
        """As the table is headed in a file."""
        return f"`[[{self.path}]]`" if self.path in {"formats", "form.steps"} else f"`[{self.path}]`"


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """A part of the schema with the definition that it refers to, and the name of it as `said`."""
    name = part.get("$ref", "").removeprefix("#/$defs/")
    return {**resolved(SCHEMA["$defs"][name]), **part, "said": name} if name else part


def sections() -> Iterator[Section]:
    """Every table of a package, in the order of the file; what claims share is said once."""
    yield from _inside(Section("", SCHEMA))
    yield Section("a text in languages", SCHEMA["$defs"]["sentence"])
    yield Section("a span of time", SCHEMA["$defs"]["span"])


def _inside(section: Section) -> Iterator[Section]:
    yield section
    for key, part in section.part["properties"].items():
        path = f"{section.path}.{key}".removeprefix(".")
        table = resolved(part)
        if table.get("said") in SAID_ONCE or (key == "claims" and section.path):  # claims lie inside claims
            continue
        entries = table.get("additionalProperties")
        for place, inner in ((path, table), (f"{path}.<name>", entries), (path, table.get("items"))):
            inside = resolved(inner) if isinstance(inner, dict) else {}
            if "properties" in inside and inside.get("said") not in SAID_ONCE:
                yield from _inside(Section(place, inside))


def render_page() -> str:
    """Write the page."""
    return "".join([HEAD, *(text for section in sections() for text in _section(section)), _formats(), TOGETHER])


def _section(section: Section) -> Iterator[str]:
    if not section.path:
        yield "\n## At the top of the file\n\n"
    elif section.path.startswith("a "):
        yield f"\n## {section.path.capitalize()}\n\n{LANGUAGES if 'text' in section.path else ''}"
    else:
        yield f"\n## {section.heading}\n\n{section.part.get('description', '')}\n\n"
    yield COLUMNS
    for key, part in section.part["properties"].items():
        # What entries of lists have in common with claims is said with the claims.
        if not (section.path == f"{CLAIM}.item" and key != "kind"):
            yield _row(section, key, resolved(part))
    if section.path == f"{CLAIM}.item":
        others = ", ".join(f"`{key}`" for key in section.part["properties"] if key != "kind")
        yield f"\nAs for claims: {others}.\n"


def _row(section: Section, key: str, part: dict[str, Any]) -> str:
    cells = (
        f"`{key}`",
        _kind(part),
        _needed(section, key),
        _limits(part),
        f"`{render_value(part['default'])}`" if "default" in part else "",
        part.get("description", ""),
        _example(key, part) if "examples" in part else "",
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _kind(part: dict[str, Any]) -> str:
    if part.get("said") in SAID_ONCE:
        return SAID_ONCE[part["said"]]
    if part.get("said") == "day" or part.get("format") == "date":
        return "day"
    kinds = part["type"] if isinstance(part["type"], list) else [part["type"]]
    return " or ".join(KINDS[kind] for kind in kinds)


def _needed(section: Section, key: str) -> str:
    if key in section.part.get("required", ()):
        return "yes"
    if rules := [rule for rule, keys in RULE_KEYS.items() if section.path == f"{CLAIM}.derived" and key in keys]:
        return f"yes, for {', '.join(rules)} only"
    if section.path != CLAIM:
        return ""
    if needing := [kind for kind, keys in NEEDS.items() if key in keys]:
        return f"yes, for {', '.join(needing)} only"
    return f"for {', '.join(BELONGS_TO[key])} only" if key in BELONGS_TO else ""


def _limits(part: dict[str, Any]) -> str:
    if part.get("said") in SAID_ONCE:
        return ""
    told = [
        _range(part.get(least), part.get(most)) + unit for least, most, unit in RANGES if {least, most} & part.keys()
    ]
    values = part.get("enum") or resolved(part.get("items", {})).get("enum", ())
    told += [", ".join(f"`{value}`" for value in values)] if values else []
    told += [f"`{part['pattern']}`"] if "pattern" in part and part.get("said") != "words" else []
    return "; ".join(told)


def _range(least: int | None, most: int | None) -> str:
    if least is None or most is None:
        return f"up to {most}" if least is None else f"at least {least}"
    return f"{least} to {most}"


def _example(key: str, part: dict[str, Any]) -> str:
    written = render_value(part["examples"][0])
    return f"`{key} = {written.strip(chr(34)) if DAY.fullmatch(written) else written}`"


def _formats() -> str:
    rows = (
        f"| `{form}` | `{WORDS[form]}` | {', '.join(f'`{one}`' for one in known)} |\n" for form, known in KEYS.items()
    )
    return f"\n## What secures a card\n\n| format | key | values |\n|---|---|---|\n{''.join(rows)}"


if __name__ == "__main__":
    PAGE.write_text(render_page(), "utf-8")
