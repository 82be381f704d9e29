from __future__ import annotations

from typing import Any

import pytest

from tests.trust_registry.statements import AUTHORITY, statement
from trust_registry.reading.errors import StatementMalformed
from trust_registry.reading.statement import (
    Action,
    parse_statement,
    render_statement,
    render_statement_claims,
)
from trust_registry.reading.wire_shape import judge_shape
from use_cases.local_text import LocalText

TEXT = LocalText("Satzung, § 4", "By-law, section 4")
SEES = (("credentialSubject", "cardNumber"),)


@pytest.mark.parametrize(
    "original",
    [
        statement(),
        statement(until=200, ended=150),
        statement(compromised=150, signed=None),
        statement(action=Action.VERIFY, signed="a.b.c"),
        statement(action=Action.VERIFY, right=TEXT, sees=(), override=TEXT, optional=SEES),
        statement(action=Action.VERIFY, right=LocalText("Satzung", "By-law", (("uk", "Статут"),)), sees=SEES),
    ],
)
def test_what_is_written_is_read_again(original: Any) -> None:
    assert parse_statement(render_statement(original), authority=AUTHORITY) == original


def test_an_earlier_statement_says_neither_by_what_right_nor_what_an_officer_sees() -> None:
    asking = parse_statement(render_statement(statement(action=Action.VERIFY)), authority=AUTHORITY).asking
    assert asking is not None
    assert (asking.legal_basis, asking.officer_sees, asking.override) == (None, None, None)


def changed(**members: Any) -> dict[str, Any]:
    entry = render_statement(statement(action=Action.VERIFY)) | members
    return {name: value for name, value in entry.items() if value is not ...}


@pytest.mark.parametrize(
    "entry",
    [
        changed(only_on_sundays=True),
        changed(end={"as": "suspended", "at": "2026-01-01T00:00:00Z"}),
        changed(end={"as": "ended", "at": "2026-01-01T00:00:00Z", "except": "x"}),
        changed(purpose=...),
        changed(claims=[]),
        changed(claims=[[]]),
        changed(claims=[[True]]),
        changed(officer_sees=[[]]),
        changed(optional=[]),
        changed(optional=True),
        changed(officer_sees="all"),
        changed(legal_basis={"de": "Satzung"}),
        changed(override={}),
        changed(override={"reason": "because"}),
        changed(retention_seconds=-1),
        changed(action="issue"),
        changed(action="both"),
        changed(entity="library"),
        changed(entity="did:web:library.city.example\n"),
        changed(entity="did:web:library.city.example#key-1"),
        changed(credential_type="http://city.example/types/LibraryCard"),
        changed(credential_type="LibraryCard"),
        changed(starts="2026-01-01T00:00:00"),
        changed(starts="2026-13-01T00:00:00Z"),
        changed(until="yesterday"),
        changed(name={"de": "Bibliothek"}),
        changed(name={"de": "Bibliothek", "en": "Library", "uk": ""}),
        changed(name={"de": "Bibliothek", "en": "Library", "de-DE": "Bücherei"}),
        changed(name={"de": "Bibliothek", "en": "Library", "Ukrainian": "Бібліотека"}),
        changed(name={"de": "Bibliothek", "en": "Library"} | {f"q{letter}": "x" for letter in "abcdefghijk"}),
        changed(name="Bibliothek"),
    ],
)
def test_a_statement_that_is_not_wholly_understood_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(StatementMalformed):
        parse_statement(entry, authority=AUTHORITY)


def test_a_statement_signed_by_itself_never_outlives_its_planned_end() -> None:
    asking = statement(action=Action.VERIFY, until=500)
    assert render_statement_claims(asking, issued_at=120, expires=900)["exp"] == 500
    assert render_statement_claims(asking, issued_at=120, expires=300)["exp"] == 300
    with pytest.raises(ValueError, match="asking"):
        render_statement_claims(statement(), issued_at=120, expires=300)


def test_all_faults_of_a_new_statement_are_told_at_once() -> None:
    faults = judge_shape({"entity": "x", "action": "verify", "name": {"de": ""}, "colour": "red"}, "new_statement")
    told = "\n".join(f"{place}: {message}" for place, message in faults)
    for word in ("entity: must be a DID", "credential_type", "name: missing: en", "name.de", "purpose", "only these"):
        assert word in told
