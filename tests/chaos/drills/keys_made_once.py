"""Workers that start together on an empty database: its tables, its keys and its hash key are made exactly once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from issuer.app import migrate_issuer
from issuer.offices.hash_key import open_hash_key
from plumbing.clock import SystemClock
from plumbing.database.open import open_database
from plumbing.entropy import SystemEntropy
from plumbing.keyring.open import open_keyring
from plumbing.secret import Secret
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.processes import race

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.chaos.drill import Say

NAME = "keys-made-once"
WORKERS = 4
_UNLOCK_KEY = bytes(range(32))


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Let four processes found the same empty database, again and again."""
    urls = [new_database(engine, folder, f"city-{number}") for number in range(rounds)]
    seen = await asyncio.to_thread(race, WORKERS, found_all, urls)
    keys_of_each = [{worker[number] for worker in seen} for number in range(rounds)]
    say(f"{rounds} databases founded by {WORKERS} processes each")
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts={
            "databases_founded": rounds,
            "double_keys": sum(len(keys) - 1 for keys in keys_of_each),
        },
        wrong=("double_keys",),
    )


def found_all(_number: int, start: Callable[[], object], urls: list[str]) -> list[tuple[str, bytes]]:
    """Found one database after the other, each together with all other processes; tell the keys found there."""
    return [asyncio.run(_found(url, start)) for url in urls]


async def _found(url: str, start: Callable[[], object]) -> tuple[str, bytes]:
    clock, entropy = SystemClock(), SystemEntropy()
    await asyncio.to_thread(start)
    database = await open_database(url)
    try:
        await migrate_issuer(database)
        keyring = await open_keyring(database, Secret(_UNLOCK_KEY), clock, entropy)
        key = await keyring.ensure(owner="library", purpose="assertion")
        hash_key = await open_hash_key(database, seal=keyring.seal("issuer"), entropy=entropy)
        return key.key_id, hash_key.reveal()
    finally:
        await database.close()


DRILLS = (
    Drill(
        name=NAME,
        tried="four processes at once found an empty database; every one must end up with the same keys",
        run=run,
        full_rounds=50,
        short_rounds=1,
    ),
)
