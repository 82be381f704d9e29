"""The header row of a table as claims (RFC 4180, and what spreadsheets make of it): a claim for each column.

Labels stay as they are written. Rows below the header only help to guess kinds; no value of a person is kept.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from credentials.strict_json import JsonObject
from use_cases.drafting.column_kind import guess_kind, tells_apart
from use_cases.drafting.draft import MOST_CLAIMS, Draft, Note, SourceError
from use_cases.drafting.naming import LONGEST_LABEL, claim_name, one_line
from use_cases.faults import shown
from use_cases.local_text import LocalText
from use_cases.use_case import Kind

MAX_BYTES = 262_144
"""So much of a table is read; a longer one is cut behind its last whole row."""

MAX_ROWS = 500
_DELIMITERS = ";,\t|"
_NOT_TEXT = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


def draft_from_csv(content: bytes) -> Draft:
    """Make a claim of each column that has a heading.

    Args:
        content: the file or its beginning, in UTF-8 or Windows-1252, with `;`, `,`, `|` or tabs between columns.

    Raises:
        SourceError: when it is no table with headings.
    """
    is_whole = len(content) <= MAX_BYTES
    heading, *rows = _rows(_decoded(content if is_whole else _beginning(content)), is_whole=is_whole)
    notes: list[Note] = []
    claims: JsonObject = {}
    for index, written in enumerate(heading):
        words = one_line(written)
        place = shown(words) if words else f"#{index + 1}"
        if not words:
            if any(row[index].strip() for row in rows if index < len(row)):
                notes.append(_note(place, "Die Spalte hat keine Überschrift.", "The column has no heading."))
        elif len(claims) == MOST_CLAIMS:
            notes.append(
                _note(
                    place,
                    f"Ein Nachweis hat höchstens {MOST_CLAIMS} Angaben.",
                    f"A card has at most {MOST_CLAIMS} facts.",
                )
            )
        else:
            claims[claim_name(words, claims)] = _claim(words, [row[index].strip() for row in rows if index < len(row)])
            notes += _cut(place, written, words)
    if not claims:
        raise SourceError(
            "Die erste Zeile hat keine Überschriften. Schreiben Sie über jede Spalte, was in ihr steht.",
            "The first line has no headings. Write above each column what is in it.",
        )
    notes += _guesses(claims)
    return Draft(claims, tuple(notes))


def _claim(words: str, values: list[str]) -> JsonObject:
    filled = [value for value in values if value]
    kind = guess_kind(filled)
    head = {"kind": kind["kind"], "mandatory": len(filled) == len(values), "label": {"de": words, "en": words}}
    named = kind["kind"] in (Kind.TEXT, Kind.NUMBER) and tells_apart(filled)
    return head | kind | ({"identifies": True} if named else {})


def _guesses(claims: JsonObject) -> Iterator[Note]:
    for name, claim in claims.items():
        if claim.get("identifies"):
            yield Note(
                f"claims.{name}.identifies",
                LocalText(
                    "In jeder Zeile steht ein anderer Wert: Daran allein wird jemand wiedererkannt. Streichen Sie die "
                    "Zeile, wenn das nicht stimmt.",
                    "Each row has another value: by it alone somebody is recognised. Remove the line if that is not "
                    "so.",
                ),
            )
        if claim["kind"] == Kind.CHOICE:
            yield Note(
                f"claims.{name}",
                LocalText(
                    f"Die {len(claim['choices'])} Werte der Spalte wurden zur Auswahl. Nehmen Sie heraus, was auf eine "
                    "Person schließen lässt, und ergänzen Sie, was fehlt.",
                    f"The {len(claim['choices'])} values of the column became a choice. Remove what points to a "
                    "person, and add what is missing.",
                ),
            )


def _cut(place: str, written: str, words: str) -> Iterator[Note]:
    if len(" ".join(written.split())) > LONGEST_LABEL:
        yield _note(
            place,
            f"Die Überschrift wurde nach {len(words)} Zeichen abgeschnitten.",
            f"The heading was cut after {len(words)} characters.",
            left_out=False,
        )


def _note(place: str, de: str, en: str, *, left_out: bool = True) -> Note:
    if left_out:
        de, en = f"{de} Sie wurde weggelassen.", f"{en} It was left out."
    return Note(place, LocalText(de, en))


def _beginning(content: bytes) -> bytes:
    end = content.rfind(b"\n", 0, MAX_BYTES)
    if end < 0:
        raise SourceError(
            f"Die erste Zeile ist länger als {MAX_BYTES // 1024} KiB. Speichern Sie nur die Überschriften als CSV.",
            f"The first line is longer than {MAX_BYTES // 1024} KiB. Save only the headings as CSV.",
        )
    return content[:end]


def _decoded(content: bytes) -> str:
    if content.startswith(_NOT_TEXT) or b"\0" in content:
        raise SourceError(
            "Die Datei ist keine Textdatei. Speichern Sie die Tabelle als „CSV UTF-8“ und nehmen Sie diese Datei.",
            "The file is not a text file. Save the table as “CSV UTF-8” and take that file.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass  # older spreadsheets save in the code page of Windows
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise SourceError(
            "Die Datei ist weder in UTF-8 noch in Windows-1252 geschrieben. Speichern Sie sie als „CSV UTF-8“.",
            "The file is written neither in UTF-8 nor in Windows-1252. Save it as “CSV UTF-8”.",
        ) from error


def _rows(text: str, *, is_whole: bool) -> list[list[str]]:
    """Give the header row and some rows below it; lines without anything are left out."""
    text = text.lstrip("\r\n")
    first, _, rest = text.partition("\n")
    # Spreadsheets can be told the separator in a line of its own.
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        delimiter, text = first.strip()[-1], rest
    else:
        delimiter = max(_DELIMITERS, key=first.count)
    rows: list[list[str]] = []
    try:
        # A cell that is cut off at the end of what was read is no fault of the table.
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=is_whole):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > MAX_ROWS:
                break
    except csv.Error as error:
        raise SourceError(
            "Die Tabelle lässt sich nicht lesen: Ein Anführungszeichen wird nicht geschlossen, oder hinter ihm steht "
            "noch Text. Speichern Sie die Tabelle noch einmal als „CSV UTF-8“.",
            "The table cannot be read: a quotation mark is not closed, or text stands behind it. Save the table again "
            "as “CSV UTF-8”.",
        ) from error
    if not rows:
        raise SourceError(
            "Die Datei ist leer. Schreiben Sie in die erste Zeile über jede Spalte, was in ihr steht.",
            "The file is empty. Write into the first line what each column holds.",
        )
    return rows
