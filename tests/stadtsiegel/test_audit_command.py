"""`stadtsiegel audit` on a deployment as `init` makes it: clean, changed, cut, restored, and in plain words."""

from __future__ import annotations

import asyncio
import io
import json
import re
import sqlite3
from argparse import Namespace
from typing import TYPE_CHECKING, Any

import pytest

from issuer.app import migrate_issuer
from issuer.audit_actions import IssuerAction
from issuer.service import SERVICE, read_issuer_settings
from plumbing.audit.actions import PlumbingAction
from plumbing.audit.chain import begin_epoch, link_waiting
from plumbing.audit.findings import Finding, FindingKind
from plumbing.audit.heads_file import heads_file
from plumbing.audit.seal import Sealer
from plumbing.clock import MovableClock
from plumbing.entropy import SeededEntropy
from plumbing.service.start import open_parts
from stadtsiegel.__main__ import main
from stadtsiegel.audit.command import run_audit_command
from stadtsiegel.audit.words import ACTIONS, FINDINGS, say
from stadtsiegel.init import init
from trust_registry.keeping.audit_actions import RegistryAction
from verifier.audit_actions import VerifierAction

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from plumbing.service.start import ServiceParts

NOW = 1_795_430_000  # 23 November 2026
OFFERS = 6


def with_issuer(folder: Path, work: Callable[[ServiceParts, Path], Awaitable[None]]) -> None:
    """Work on the issuer of the deployment as a service process does."""

    async def run() -> None:
        from contextlib import AsyncExitStack  # noqa: PLC0415

        _, service = read_issuer_settings(folder / "issuer.toml")
        assert service.audit_folder is not None
        async with AsyncExitStack() as closing:
            parts = await open_parts(
                service=SERVICE,
                settings=service,
                migrate=migrate_issuer,
                clock=MovableClock(NOW),
                entropy=SeededEntropy(1),
                closing=closing,
            )
            await work(parts, service.audit_folder)

    asyncio.run(run())


async def happen_and_seal(parts: ServiceParts, folder: Path) -> None:
    for number in range(OFFERS):
        async with parts.database.transaction() as transaction:
            await parts.trail.append(
                transaction, IssuerAction.OFFER_MADE, owner="library", object_id=f"offer-{number}", actor="api:sts_abc"
            )
    sealer = Sealer(chain=SERVICE, database=parts.database, keyring=parts.keyring, clock=parts.clock, folder=folder)
    await link_waiting(parts.database)
    await sealer.seal()
    await sealer.export()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "city"
    how: dict[str, Any] = {"city": "Musterstadt", "host": "musterstadt.example", "office": "library"}
    assert init(folder=made, **how, out=io.StringIO(), err=io.StringIO()) == 0
    with_issuer(made, happen_and_seal)
    return made


def run(folder: Path, action: str = "verify", **how: Any) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    asked = {"service": "issuer", "json": False, "heads": None, "key": None, "known_restore": []}
    asked |= {"object": None, "since": None, "deployment": folder, "action": action} | how
    code = run_audit_command(Namespace(**asked), out, err)
    return code, out.getvalue(), err.getvalue()


def change(folder: Path, sql: str) -> None:
    with sqlite3.connect(folder / "data" / "issuer.sqlite") as connection:
        connection.execute(sql)


def test_an_untouched_deployment_is_clean_and_the_unsealed_tail_is_named(folder: Path) -> None:
    code, told, _ = run(folder)
    assert code == 0
    assert "nothing changed, cut or reordered" in told
    assert re.search(r"sealed up to \d+, 2026-11-23T", told)
    assert "not sealed yet since 2026-11-23T" in told  # the making of the key that seals


def test_every_service_is_verified_and_machines_are_told_the_same(folder: Path) -> None:
    assert main(["audit", "verify", str(folder)]) == 0
    told = json.loads(run(folder, service=None, json=True)[1])
    assert told["clean"] is True
    assert [service["service"] for service in told["services"]] == ["registry", "issuer", "verifier"]
    assert told["services"][0]["unsealed"]["waiting"] > 0


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("UPDATE audit_chain SET actor = 'api:sts_xyz' WHERE number = 3", FindingKind.ENTRY_CHANGED),
        ("DELETE FROM audit_chain WHERE number = 2", FindingKind.ENTRIES_MISSING),
        ("DELETE FROM audit_chain WHERE number > 4", FindingKind.CUT),
    ],
)
def test_what_was_changed_or_cut_is_told_in_both_languages(folder: Path, sql: str, kind: FindingKind) -> None:
    change(folder, sql)
    code, told, _ = run(folder)
    assert code == 1
    assert "FEHLER: " in told
    assert "WRONG: " in told
    code, told, _ = run(folder, json=True)
    assert code == 1
    assert json.loads(told)["services"][0]["findings"][0]["kind"] == kind


def test_a_copy_of_the_heads_kept_elsewhere_finds_what_the_machine_itself_no_longer_shows(folder: Path) -> None:
    kept = folder.parent / "kept.heads"
    kept.write_bytes(heads_file(folder / "audit", SERVICE).read_bytes())
    heads_file(folder / "audit", SERVICE).unlink()
    for table in ("audit_chain", "audit_chain_end", "audit_heads", "audit_tail"):
        change(folder, f"DELETE FROM {table}")  # noqa: S608 - our own names
    assert run(folder)[0] == 0
    assert run(folder, heads=kept)[0] == 1


def test_only_heads_of_a_pinned_key_are_believed(folder: Path) -> None:
    (key,) = re.findall(r"key (z6Mk\w+)", run(folder)[1])
    assert run(folder, key=[key])[0] == 0
    code, told, _ = run(folder, key=["z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"])
    assert code == 1
    assert "no known key" in told
    assert run(folder, key=["no key"])[0] == 78


def test_a_restore_is_wrong_until_it_is_known(folder: Path) -> None:
    change(folder, "DELETE FROM audit_chain WHERE number > 4")
    change(
        folder,
        "UPDATE audit_chain_end SET number = 4, hash = (SELECT hash FROM audit_chain WHERE number = 4)",
    )

    async def restore(parts: ServiceParts, _: Path) -> None:
        async with parts.database.transaction() as transaction:
            await begin_epoch(transaction, owner=SERVICE, entropy=parts.entropy, now=NOW + 600)

    with_issuer(folder, restore)
    code, told, _ = run(folder)
    assert code == 1
    assert f"--known-restore {NOW + 600}" in told
    code, told, _ = run(folder, known_restore=[NOW + 600])
    assert code == 0
    assert "restored 2026-11-23T" in told


def test_entries_are_shown_in_plain_words(folder: Path) -> None:
    code, told, _ = run(folder, "show")
    assert code == 0
    assert "api:sts_abc library: Angebot angelegt / offer made: offer-0 (done)" in told
    assert told.count("\n") > OFFERS
    assert run(folder, "show", object="offer-3")[1].count("\n") == 1
    assert run(folder, "show", since="2099-01-01T00:00:00Z")[1] == ""


def test_what_cannot_be_looked_at_is_told_as_a_sentence(tmp_path: Path, folder: Path) -> None:
    code, told, fault = run(tmp_path / "nothing")
    assert (code, told) == (78, "")
    assert "stadtsiegel init" in fault
    assert run(folder, "show", since="yesterday")[0] == 78


def test_a_lost_database_is_told_and_left_empty_for_its_restore(folder: Path) -> None:
    for file in (folder / "data").glob("issuer.sqlite*"):
        file.unlink()
    assert run(folder)[0] == 78
    with sqlite3.connect(folder / "data" / "issuer.sqlite") as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_verifying_unlocks_nothing(folder: Path) -> None:
    (folder / "keys" / "issuer.key").write_bytes(b"no key")
    assert run(folder)[0] == 0


def test_every_action_and_every_finding_has_its_words() -> None:
    actions = [*IssuerAction, *VerifierAction, *RegistryAction, *PlumbingAction]
    assert set(ACTIONS) == set(actions)
    assert len(set(actions)) == len(actions)
    assert set(FINDINGS) == set(FindingKind)
    for kind in FindingKind:
        text = say(Finding(kind=kind, first=1, last=2, epoch=NOW))
        assert "{" not in text.de + text.en
        assert "1-2" in text.de
        assert "1-2" in text.en
