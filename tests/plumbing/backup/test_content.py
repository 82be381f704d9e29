"""What a newer program writes into a backup is refused in a sentence, whatever it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plumbing.backup.content import End, Manifest, RanMigration, Rows, TableHead, parse_part, render_part
from plumbing.backup.errors import BackupUnreadable

MANIFEST = Manifest("issuer", "https://ausweise.example", 1_777_800_000, (RanMigration("issuer", 1, "ab" * 32),))


@pytest.mark.parametrize(
    "part", [MANIFEST, TableHead("offers", ("offer_id", "sealed")), Rows([["a", b"\x00\xff", None, 7]]), End(1)]
)
def test_each_part_is_read_as_it_was_written(part: Any) -> None:
    assert parse_part(render_part(part)) == part


@pytest.mark.parametrize(
    "message",
    [
        {"manifest": {**json.loads(render_part(MANIFEST))["manifest"], "colour": "blue"}},
        {"manifest": {"service": "issuer"}},
        {"index": []},
        [],
    ],
)
def test_a_part_of_another_form_is_refused_as_a_newer_programs(message: Any) -> None:
    with pytest.raises(BackupUnreadable, match="a newer program wrote this backup"):
        parse_part(json.dumps(message).encode())
