"""The reference of the package format leaves out no key, says each once, and shows only examples that are right."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.house.package_page import PAGE, SCHEMA, render_page, resolved, sections
from use_cases.proving.assemble import assemble_claim
from use_cases.use_case import Issuance, StatusPurpose

KEYS = [(section.path, key, part) for section in sections() for key, part in section.part["properties"].items()]
SHARED = set(SCHEMA["$defs"]["item"]["properties"])
TABLES = {"display", "logo", "lasts", "trust", "status", "issuance", "form", "steps", "roles", "purposes", "registers"}
TABLES |= {"retention", "validity", "formats", "claims", "derived", "item"}


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == render_page(), "write it anew: python -m tests.house.package_page"


def test_every_key_of_the_schema_has_its_row_once() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \|.*$", PAGE.read_text("utf-8").partition("## At the top")[2], re.MULTILINE)
    written = [key for path, key, _ in KEYS if not path.endswith(".item") or key == "kind"]
    assert rows[: len(written)] == written
    assert set(_keys_of(SCHEMA)) == set(written)


@pytest.mark.parametrize(("path", "key", "part"), KEYS, ids=lambda one: one if isinstance(one, str) else "")
def test_every_key_is_explained_with_an_example_that_fits(path: str, key: str, part: dict[str, Any]) -> None:
    whole = resolved(part)
    assert whole["description"].endswith(".")
    assert "examples" in whole or key in TABLES, f"{path}.{key} has no example"
    judge = Draft202012Validator({**whole, "$defs": SCHEMA["$defs"]})
    assert [error.message for example in whole.get("examples", ()) for error in judge.iter_errors(example)] == []


def test_what_holds_when_a_key_is_left_out_is_what_the_page_says() -> None:
    said = {key: resolved(part)["default"] for _, key, part in KEYS if "default" in resolved(part)}
    claim = assemble_claim("a", {"kind": "boolean", "mandatory": True, "label": {"de": "A", "en": "A"}})
    for key in ("on_card", "withholdable", "identifies"):
        assert said[key] == getattr(claim, key)
    for key in ("identification", "tx_code", "second_clerk"):
        assert said[key] == getattr(Issuance(), key)
    assert said["purposes"] == list(StatusPurpose)


def _keys_of(part: Any) -> list[str]:
    if isinstance(part, list):
        return [key for one in part for key in _keys_of(one)]
    if not isinstance(part, dict):
        return []
    properties = part.get("properties", {})
    return [*properties, *(key for one in part.values() for key in _keys_of(one))]
