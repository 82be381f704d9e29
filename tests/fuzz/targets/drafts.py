"""Files of a city that a first package is made of: a table's header, a JSON Schema; the package must be good."""

from __future__ import annotations

import json

from tests.fuzz.target import Target
from use_cases.derive.schema import json_schema
from use_cases.drafting.answers import first_answers, judge_answers
from use_cases.drafting.draft import Draft, SourceError
from use_cases.drafting.from_csv import draft_from_csv
from use_cases.drafting.from_json_schema import draft_from_json_schema
from use_cases.drafting.leave_out import leave_out_refused
from use_cases.load import load_catalogue

TABLE = '\ufeff"Straße";Gültig ab;Zone;Ja\r\n"Am ""Weg""";01.03.2026;Süd;ja\r\nx;2026-03-02;Nord;nein\r\n'.encode()


def _is_good(draft: Draft) -> None:
    claims, _ = leave_out_refused(draft.claims)
    if claims:
        assert judge_answers(first_answers("any_name", claims, title=draft.title)) == []


def _table(value: object) -> object:
    return _is_good(draft_from_csv(value if isinstance(value, bytes) else b""))


def _schema(value: object) -> object:
    return _is_good(draft_from_json_schema(value if isinstance(value, bytes) else json.dumps(value).encode()))


TARGETS = (
    Target("draft-from-csv", lambda: [TABLE], _table, (SourceError,), share=5),
    Target(
        "draft-from-json-schema",
        lambda: [json_schema(use_case) for use_case in load_catalogue().values()],
        _schema,
        (SourceError,),
        share=3,
    ),
)
