from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtsiegel.toml_text import render_document

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
PLAIN = TEXTS | st.booleans() | st.integers(-(2**53), 2**53)
TABLES = st.recursive(
    st.dictionaries(TEXTS, PLAIN, max_size=3),
    lambda inner: st.dictionaries(TEXTS, PLAIN | st.lists(PLAIN, max_size=3) | inner, max_size=4),
    max_leaves=12,
)


@given(TABLES, st.lists(TABLES, min_size=1, max_size=3))
def test_what_is_written_is_read_again(table: dict[str, object], rows: list[dict[str, object]]) -> None:
    document = {"table": table, "rows": rows, "last": 1}
    assert tomllib.loads(render_document(document, {("last",): "a note\nof two lines", ("table",): "one"})) == document


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"a": 1, "b": {"c": "ä"}}, 'a = 1\nb = { c = "ä" }\n'),
        ({"t": {"b": {"c": {}}, "a": 1}}, "# above\n[t]\na = 1\n\n[t.b]\nc = {  }\n"),
        ({"t": {"b": {"c": {"d": [1]}}}}, "# above\n\n[t.b]\nc = { d = [1] }\n"),
        ({"t": [{"a": 1}, {"a": 2}]}, "# above\n[[t]]\na = 1\n\n[[t]]\na = 2\n"),
    ],
)
def test_a_table_has_a_heading_only_where_it_needs_one(document: dict[str, object], text: str) -> None:
    assert render_document(document, {("t",): "above"}) == text
