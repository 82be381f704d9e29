from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.use_cases.package_texts import ALL_KINDS, GOOD
from use_cases.faults import Path
from use_cases.lines import Lines

TRICKY = '''# a comment with [brackets] and a = 1
title = "a # not a comment" # but this is
"quoted key" = 'literal "text"'
long = """
[not.a.table]
x = 1 \\""" still
"""
literal = \'\'\'
y = 2
\'\'\'
dotted . key."of \\"parts\\"" = true
list = [ # first
  1,
  { inner = "}" , deep = { er = [2, 3] } },
  "]",
]
when = 2026-05-03 10:00:00

[[tables]]
name = "one"
[tables.sub]
z = 1
[[tables]]
name = "two"
[tables.sub]
z = 2
[[tables.more]]
w = 1
'''


def test_values_are_found_between_comments_long_texts_and_inline_tables() -> None:
    lines = Lines(TRICKY)
    assert lines.line_of(("title",)) == 2
    assert lines.line_of(("quoted key",)) == 3
    assert lines.line_of(("long",)) == 4
    assert lines.line_of(("literal",)) == 8
    assert lines.line_of(("dotted", "key")) == 11
    assert lines.line_of(("list", 0)) == 13
    assert lines.line_of(("list", 1, "deep", "er", 1)) == 14
    assert lines.line_of(("list", 2)) == 15
    assert lines.line_of(("when",)) == 17


def test_each_table_of_a_list_is_found_by_its_number() -> None:
    lines = Lines(TRICKY)
    assert lines.line_of(("tables", 0, "name")) == 20
    assert lines.line_of(("tables", 0, "sub", "z")) == 22
    assert lines.line_of(("tables", 1, "name")) == 24
    assert lines.line_of(("tables", 1, "sub", "z")) == 26
    assert lines.line_of(("tables", 1, "more", 0, "w")) == 28


def test_what_does_not_stand_there_is_answered_by_the_nearest_table_or_not_at_all() -> None:
    lines = Lines(TRICKY)
    assert lines.line_of(("tables", 1, "sub", "missing")) == 25
    assert lines.line_of(("missing",)) is None
    assert lines.line_of(()) is None


def test_every_value_of_the_shipped_package_has_a_line_that_names_it() -> None:
    for text in (GOOD, ALL_KINDS, TRICKY):
        lines = Lines(text)
        for path in _paths(tomllib.loads(text)):
            line = lines.line_of(path)
            assert line is not None
            if isinstance(path[-1], str) and '"' not in path[-1]:
                assert path[-1] in text.splitlines()[line - 1]


@given(st.text(alphabet="ab[]{}=.,\"'#\n\\ 1", max_size=60))
def test_no_text_hangs_or_breaks_the_search(text: str) -> None:
    assert Lines(text).line_of(("a", "b")) != 0


def _paths(value: Any, path: Path = ()) -> list[Path]:
    if isinstance(value, dict):
        members: list[tuple[str | int, Any]] = list(value.items())
    elif isinstance(value, list):
        members = list(enumerate(value))
    else:
        return [path]
    found = [path] if path else []
    return found + [inner for key, member in members for inner in _paths(member, (*path, key))]
