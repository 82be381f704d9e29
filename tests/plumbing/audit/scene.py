"""A chain of a library for tests, a sealer with a folder, and what a verification says of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.audit.chain import link_waiting
from plumbing.audit.head import OWNER, PURPOSE
from plumbing.audit.heads_file import heads_file, whole_lines
from plumbing.audit.seal import Sealer
from plumbing.audit.tables import migrate_audit
from plumbing.audit.trail import AuditTrail
from plumbing.audit.verify import verify_chain
from plumbing.clock import MovableClock
from plumbing.entropy import SeededEntropy
from plumbing.keyring.open import open_keyring
from plumbing.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from credentials.keys.public_key import PublicKey
    from plumbing.audit.findings import Report
    from plumbing.database.port import Database, Executor
    from plumbing.keyring.port import Keyring

NOW = 1_795_430_000  # 23 November 2026
CHAIN = "issuer"


@dataclass
class Scene:
    """A database with an audit record, and the folder for its heads."""

    database: Database
    keyring: Keyring
    clock: MovableClock
    entropy: SeededEntropy
    folder: Path
    sealer: Sealer
    trail: AuditTrail

    @property
    def file(self) -> Path:
        """The file of exported heads."""
        return heads_file(self.folder, CHAIN)

    async def happen(self, times: int = 1) -> None:
        """Let something happen, a second each."""
        for _ in range(times):
            self.clock.move(1)
            async with self.database.transaction() as transaction:
                await self.trail.append(
                    transaction, "offer-made", owner="library", object_id=f"offer-{self.clock.now()}", actor="wallet"
                )

    async def link(self) -> None:
        """Do a turn of the linking job."""
        await link_waiting(self.database)

    async def seal(self) -> None:
        """Do a turn of linking and sealing, a minute later."""
        self.clock.move(60)
        await self.link()
        await self.sealer.seal()
        await self.sealer.export()

    async def keys(self) -> dict[str, PublicKey]:
        """The keys that sign heads."""
        return {key.key_id: key.public_key for key in await self.keyring.keys(owner=OWNER)}

    async def verify(self) -> Report:
        """Verify as it is now."""
        return await self.verify_inside(self.database, await self.keys())

    async def verify_inside(self, executor: Executor, keys: Mapping[str, PublicKey]) -> Report:
        """Verify what a transaction sees that will be undone."""
        lines = whole_lines(self.file) if self.file.exists() else ()
        return await verify_chain(executor, chain=CHAIN, keys=keys, exported=lines)


async def open_scene(database: Database, folder: Path) -> Scene:
    """Make the tables and the parts."""
    clock, entropy = MovableClock(NOW), SeededEntropy(1)
    await migrate_audit(database)
    keyring = await open_keyring(database, Secret(b"u" * 32), clock, entropy)
    await keyring.ensure(owner=OWNER, purpose=PURPOSE)
    await database.execute("DELETE FROM audit_tail")  # the making of that key is no part of what is tested
    return Scene(
        database=database,
        keyring=keyring,
        clock=clock,
        entropy=entropy,
        folder=folder,
        sealer=Sealer(chain=CHAIN, database=database, keyring=keyring, clock=clock, folder=folder),
        trail=AuditTrail(clock=clock, entropy=entropy),
    )
