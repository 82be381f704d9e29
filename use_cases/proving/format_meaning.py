"""The meaning of a package's formats: each row names what secures it, by the word of its format, and none twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from use_cases.card_format import DEFAULT, KEYS, WORDS, CardFormat, Format
from use_cases.faults import Finding, shown


def judge_formats(rows: object) -> Iterator[Finding]:
    """Find what cannot be meant in the `[[formats]]` of a package, as far as its shape lets it be read."""
    for index, row in _rows(rows):
        named = Format(row["format"])
        word, known = WORDS[named], KEYS[named]
        for other in set(WORDS.values()) - {word}:
            if other in row:
                message = f"`{other}` does not belong to {named}. Write {word} instead."
                yield Finding(("formats", index, other), message)
        if word not in row:
            message = f'What secures the card is missing. Add {word}, such as {word} = "{next(iter(known))}".'
            yield Finding(("formats", index, word), message)
        elif isinstance(row[word], str) and row[word] not in known:
            message = f"Cards in {named} cannot be secured by `{shown(row[word])}`. Known are {', '.join(known)}."
            yield Finding(("formats", index, word), message)


def can_be_shown_in_part(rows: object) -> bool:
    """Whether some form among the rows lets its holder show part of the card; without rows it is the default."""
    if not isinstance(rows, list):
        return any(form.selective for form in DEFAULT)
    return any(
        CardFormat(Format(row["format"]), str(row.get(WORDS[Format(row["format"])]))).selective
        for _, row in _rows(rows)
    )


def _rows(rows: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict) and row.get("format") in list(Format):
            yield index, row
