"""A registry restored from its backup: what was said since is taken in from its list, no version comes back (T-03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from credentials.encoding import encode_base64url
from credentials.keys.private_key import PrivateKey
from plumbing.audit.trail import OPERATOR, AuditTrail
from plumbing.backup.load import load_backup, open_backup
from plumbing.backup.write import BACKUP, write_backup
from plumbing.database.deployment import remember_public_url
from plumbing.database.open import open_database
from plumbing.entropy import SeededEntropy
from plumbing.secret import Secret
from plumbing.service.start import COMPONENTS as EVERY_COMPONENTS
from tests.trust_registry.authorities import MAY_ASK, MAY_ISSUE, NEW_TYPE, PUBLIC_URL, build_registry, open_desk
from trust_registry.keeping.app import COMPONENTS, JOBS, KEEP_FILES_JOB
from trust_registry.keeping.restore import MOST_LISTS_A_SECOND, restore_registry
from trust_registry.keeping.settings import RegistrySettings
from trust_registry.reading.seen_list import SeenList, remember_published
from trust_registry.reading.signed_list import Seen, TrustList, judge_list
from trust_registry.reading.trust_settings import TrustSettings

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.clock import MovableClock
    from plumbing.database.port import Database
    from use_cases.local_text import LocalText

NEWER_TYPE = NEW_TYPE | {
    "schema": {"id": f"{NEW_TYPE['id']}/v2/schema.json", "url": "https://issuer.example/s2", "sha256": "c" * 64}
}


@dataclass
class LostRegistry:
    """A registry whose database is lost; its backup and its publish folder are not."""

    backup: Path
    folder: Path
    early: str
    compromised: str
    late: str
    newest: TrustList


@pytest.fixture
async def lost(tmp_path: Path, clock: MovableClock) -> LostRegistry:
    folder = tmp_path / "published"
    database = await open_database("sqlite::memory:")
    await remember_public_url(database, "trust_registry", PUBLIC_URL)
    async with open_desk(await build_registry(database, clock, publish_folder=folder)) as desk:

        async def said(body: dict[str, Any]) -> str:
            _, answer = await desk.call("POST", "/api/statements", body)
            return str(answer["statement"]["id"])

        await desk.call("PUT", "/api/credential-types", NEW_TYPE)
        early, compromised = await said(MAY_ISSUE), await said(MAY_ISSUE | {"entity": "did:web:rogue.example"})
        (written,) = await write_backup(
            database,
            service="trust_registry",
            unlock_key=Secret(bytes(32)),
            clock=clock,
            folder=tmp_path,
            name="registry",
            keys_folder=None,
        )
        clock.move(100)
        await desk.call("POST", f"/api/statements/{compromised}/end", {"as": "compromised"})
        await desk.call("PUT", "/api/credential-types", NEWER_TYPE)
        late = await said(MAY_ASK)
        await desk.publish()
        assert await desk.registry.app[JOBS].run_now(KEEP_FILES_JOB)
        async with desk.client.get("/trust-list") as answer:
            newest = judged(await answer.text(), desk.registry.authority.key.public_key, clock)
    await database.close()
    clock.move(50)
    return LostRegistry(written.path, folder, early, compromised, late, newest)


def judged(token: str, key: Any, clock: MovableClock) -> TrustList:
    authority = RegistrySettings(public_url=PUBLIC_URL).authority
    return judge_list(token, authority=authority, keys=[key], now=clock.now(), newest_seen=None, clock_skew=0)


async def put_back(database: Database, lost: LostRegistry, clock: MovableClock) -> list[LocalText]:
    settings = RegistrySettings(public_url=PUBLIC_URL, publish_folder=lost.folder)
    with lost.backup.open("rb") as file:
        backup = await open_backup(file, service="trust_registry", kind=BACKUP, unlock_key=Secret(bytes(32)))
        async with database.transaction(seconds=60) as transaction:
            await load_backup(transaction, database.engine, backup, EVERY_COMPONENTS + COMPONENTS)
            trail = AuditTrail(clock=clock, entropy=SeededEntropy(7), process=OPERATOR)
            made_at = backup.manifest.made_at
            return await restore_registry(transaction, settings, made_at=made_at, now=clock.now(), trail=trail)


async def list_of(database: Database, clock: MovableClock) -> TrustList:
    registry = await build_registry(database, clock, seed=5)
    async with open_desk(registry) as desk, desk.client.get("/trust-list") as answer:
        return judged(await answer.text(), registry.authority.key.public_key, clock)


async def test_everything_said_since_the_backup_is_said_again_under_a_higher_version(
    database: Database, lost: LostRegistry, clock: MovableClock
) -> None:
    told = await put_back(database, lost, clock)
    restored = await list_of(database, clock)
    statements = {statement.id: statement for statement in restored.registry.statements}
    assert statements.keys() == {lost.early, lost.compromised, lost.late}
    assert statements[lost.compromised].compromised
    assert statements[lost.compromised].end == {s.id: s for s in lost.newest.registry.statements}[lost.compromised].end
    (kind,) = restored.registry.credential_types.values()
    assert kind.schema.sha256 == "c" * 64
    assert [resource.sha256 for resource in kind.earlier] == ["b" * 64]
    assert restored.seen.version > lost.newest.seen.version
    assert "1 statements and 1 endings" in told[0].en
    audited = await database.fetch_all("SELECT action, actor, object_id FROM audit_tail WHERE outcome = 'restored'")
    assert {(row["action"], row["actor"], row["object_id"]) for row in audited} == {
        ("statement-compromised", "operator", lost.compromised),
        ("statement-said", "operator", lost.late),
    }


async def test_without_the_list_the_version_still_passes_all_that_can_have_been_published(
    sqlite_database: Database, lost: LostRegistry, clock: MovableClock
) -> None:
    (lost.folder / "trust-list.jwt").unlink()
    told = await put_back(sqlite_database, lost, clock)
    assert "ATTENTION" in told[0].en
    restored = await list_of(sqlite_database, clock)
    assert restored.seen.version > 150 * MOST_LISTS_A_SECOND
    assert not any(statement.compromised for statement in restored.registry.statements)


async def test_a_list_that_another_key_signed_is_not_believed(
    sqlite_database: Database, lost: LostRegistry, clock: MovableClock
) -> None:
    header, payload, _ = lost.newest.token.split(".")
    forged = PrivateKey.from_seed(b"f" * 32).sign(f"{header}.{payload}".encode())
    (lost.folder / "trust-list.jwt").write_text(f"{header}.{payload}.{encode_base64url(forged)}")
    told = await put_back(sqlite_database, lost, clock)
    assert "not used: none of the keys pinned for the authority signed this list" in told[0].en
    assert lost.late not in {s.id for s in (await list_of(sqlite_database, clock)).registry.statements}


async def test_a_restored_reader_does_not_believe_an_older_list_again(
    reading_database: Database, lost: LostRegistry, clock: MovableClock
) -> None:
    authority = RegistrySettings(public_url=PUBLIC_URL).authority
    async with open_desk(await build_registry(await restored(lost, clock), clock, seed=6)) as desk:
        key = desk.registry.authority.key.public_key
    trust = TrustSettings(authority=authority, keys=(key,), list_url=f"{PUBLIC_URL}/trust-list")
    clock.move(10 * 86_400)  # it has long expired, and was seen all the same
    assert await remember_published(reading_database, trust, lost.newest.token, now=clock.now())
    assert not await remember_published(reading_database, trust, "nonsense", now=clock.now())
    newest = await SeenList(database=reading_database, clock=clock, authority=authority).newest()
    assert newest is not None
    assert newest[0] == Seen(lost.newest.seen.version, lost.newest.seen.sha256)


async def restored(lost: LostRegistry, clock: MovableClock) -> Database:
    database = await open_database("sqlite::memory:")
    await put_back(database, lost, clock)
    return database
