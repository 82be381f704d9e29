"""Patterns of schemas find here what they find in ECMA-262, whose patterns JSON Schema means (2020-12 section 6.4)."""

from __future__ import annotations

import random

from credentials.errors import SchemaNotAppliedError
from credentials.json_schema.bounded_pattern import read_pattern
from tests.interop.conftest import RunNode

ATOMS = ["a", "b", "ab", "[ab]", "[^b]", "[a-c0-9]", r"[\]a-]", "[[a&|]", ".", r"\d", r"\w", r"\W", r"\$", r"\.", "é"]
ATOMS += [r"\u00e9", r"\x61", "(a|b)", "(?:ab|c)", "(a)", "(?=a)", "(?!b)", "^", "$", r"\b", r"\n", "-", "/", " "]
REPEATS = ["", "", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,3}", "{0,1}", "{2,}"]
TEXTS = ["", "a", "ab", "aab", "ba", "abab", "c9", "a\n", "\na", "a\r", "é", "$a.", "-/ ", "[a]&|", "b a", "ü1"]
# Only asked here: whatever is not refused must be read alike, and these are where the two differ.
TRICKY = [
    r"\Aa\Z",
    r"(?P<x>a)",
    r"(?i)A",
    "[]a]",
    "[^]",
    r"\p{L}",
    "a{,2}",
    "a++",
    r"\e",
    r"\-",
    r"\a",
    "a{",
    "]",
    r"\8",
]


async def test_what_is_not_refused_is_read_alike(run_node: RunNode) -> None:
    randomness = random.Random(20_260_503)  # noqa: S311 - a test's choice
    patterns = TRICKY + [
        "".join(randomness.choice(ATOMS) + randomness.choice(REPEATS) for _ in range(randomness.randint(1, 4)))
        for _ in range(600)
    ]
    questions = [{"pattern": pattern, "text": text} for pattern in patterns for text in TEXTS]
    answers = (await run_node("patterns.mjs", {"questions": questions}))["answers"]
    ours = {pattern: _found_here(pattern) for pattern in patterns}
    read = [
        (question, theirs, ours[question["pattern"]][question["text"]])
        for question, theirs in zip(questions, answers, strict=True)
        if ours[question["pattern"]]
    ]
    assert len(read) > 3_000, "most of these patterns can be applied"
    assert [row for row in read if row[1] is not row[2]] == []


def _found_here(pattern: str) -> dict[str, bool]:
    try:
        bounded = read_pattern(pattern)
        return {text: bounded.is_found_in(text) for text in TEXTS}
    except SchemaNotAppliedError:
        return {}
