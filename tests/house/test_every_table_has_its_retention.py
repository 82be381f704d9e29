"""Every table of every service says how long it keeps what, and the job that deletes does exactly that."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

import issuer.app
import trust_registry.keeping.app
import verifier.app
from plumbing.clock import MovableClock
from plumbing.database.statement import read_statement, split_script
from plumbing.entropy import SystemEntropy
from plumbing.retention.rules import read_rules
from plumbing.service.start import COMPONENTS as OF_EVERY_SERVICE
from stadtsiegel.library_city import start_city
from tests.house.retention_page import PAGE, SECTIONS, render_page, rules_of
from tests.house.source_files import PACKAGES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_795_430_000
ROOMS = [room for rooms in SECTIONS.values() for room in rooms]
SERVICES = {"issuer": issuer.app, "verifier": verifier.app, "registry": trust_registry.keeping.app}
ALL_COMPONENTS = {one.name: one for module in SERVICES.values() for one in (*OF_EVERY_SERVICE, *module.COMPONENTS)}
RULES = read_rules(ALL_COMPONENTS.values())
ENDS = {"deletes", "deleted_with", "deleted_by"}
SEALED_FOR_THE_SERVICE = {"hash_keys.sealed", "keyring_keys.sealed_seed", "data_keys.sealed_key"}  # no personal data


@pytest.fixture
async def columns(tmp_path: Path) -> dict[str, dict[str, set[str]]]:
    """Service -> table -> columns, as a whole city has them after its first start."""
    async with start_city(folder=tmp_path, clock=MovableClock(NOW), entropy=SystemEntropy()):
        pass
    found: dict[str, dict[str, set[str]]] = {}
    for service in SERVICES:
        with closing(sqlite3.connect(tmp_path / f"{service}.sqlite")) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            found[service] = {
                table: {name for (_, name, *_) in connection.execute(f"PRAGMA table_info({table})")} for table in tables
            }
    return found


async def test_the_tables_of_each_service_are_those_of_its_rules_and_no_others(
    columns: dict[str, dict[str, set[str]]],
) -> None:
    for service, module in SERVICES.items():
        rules = read_rules((*OF_EVERY_SERVICE, *module.COMPONENTS))
        assert columns[service].keys() == {rule.table for rule in rules}


def test_whatever_is_deleted_is_deleted_by_the_job_of_its_service() -> None:
    assert [rule.table for rule in read_rules(OF_EVERY_SERVICE) if rule.deletes] == []


async def test_whatever_is_sealed_for_a_record_is_called_personal_and_the_other_way_round(
    columns: dict[str, dict[str, set[str]]],
) -> None:
    sealed = {
        f"{table}.{column}"
        for tables in columns.values()
        for table, names in tables.items()
        for column in names
        if "sealed" in column
    }
    personal = {f"{rule.table}.{column}" for rule in RULES for column in rule.personal}
    assert sealed - SEALED_FOR_THE_SERVICE == personal


async def test_a_table_with_an_end_is_deleted_from_at_its_end(columns: dict[str, dict[str, set[str]]]) -> None:
    ending = {table for tables in columns.values() for table, names in tables.items() if "delete_after" in names}
    deleted = {rule.table for rule in RULES if any("delete_after" in sql for sql in rule.deletes)}
    assert ending == deleted
    assert len(ending) >= 5


def test_every_room_with_tables_has_its_rules_on_the_page() -> None:
    folders = [folder for package in PACKAGES for folder in (ROOT / package).rglob("migrations")]
    assert sorted(ROOMS) == sorted(".".join(folder.parent.relative_to(ROOT).parts) for folder in folders)


@pytest.mark.parametrize("room", ROOMS)
def test_a_rule_names_a_table_of_its_room_and_says_why_in_both_languages(room: str) -> None:
    rules = rules_of(room)
    assert rules.keys() - {"schema_migrations"} == tables_of(room)
    for table, facts in rules.items():
        assert facts.keys() - {*ENDS, "personal", "scrubbed"} == {"holds", "kept", "why"}, table
        for text in ("holds", "kept", "why"):
            assert facts[text].keys() == {"de", "en"}
            assert all(words.endswith(".") and "|" not in words for words in facts[text].values())
        assert len(ENDS & facts.keys()) <= 1, table
        if "deleted_with" in facts:
            deletes = rules[facts["deleted_with"]]["deletes"]
            assert ["DELETE", "FROM", table] in [sql.split()[:3] for sql in deletes]
        assert all(read_statement(sql).names == ("now",) for sql in facts.get("deletes", ()))
        assert "personal" not in facts or {"deletes", "deleted_with"} & facts.keys()


def tables_of(room: str) -> set[str]:
    """The tables that there are after all migrations of a room, made, dropped and renamed in their order."""
    tables: set[str] = set()
    for script in sorted((ROOT.joinpath(*room.split(".")) / "migrations").glob("*.sql")):
        for statement in split_script(script.read_text("utf-8")):
            if made := re.search(r"CREATE TABLE (\w+)", statement):
                tables.add(made[1])
            elif dropped := re.search(r"DROP TABLE (\w+)", statement):
                tables.discard(dropped[1])
            elif renamed := re.search(r"ALTER TABLE (\w+) RENAME TO (\w+)", statement):
                tables = tables - {renamed[1]} | {renamed[2]}
    return tables


def test_the_page_for_the_data_protection_officer_says_what_the_rules_say() -> None:
    assert PAGE.read_text("utf-8") == render_page(), "write it anew: python -m tests.house.retention_page"
