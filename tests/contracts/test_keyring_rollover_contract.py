"""The keyring's way from one key to the next, over both engines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from credentials.keys.algorithm import Algorithm
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.entropy import SeededEntropy, SystemEntropy
from plumbing.keyring.open import open_keyring
from plumbing.keyring.port import KeyNotActive, KeyNotFound, KeyState
from plumbing.secret import Secret

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database
    from plumbing.keyring.port import Keyring

NOW = 1_800_000_000
UNLOCK = Secret(bytes(range(32)))
LIBRARY = {"owner": "library", "purpose": "issue"}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
async def keyring(database: Database, clock: MovableClock) -> Keyring:
    return await open_keyring(database, UNLOCK, clock, SeededEntropy(1))


@pytest.fixture
async def workers(database_url: str, clock: MovableClock) -> AsyncIterator[list[Keyring]]:
    databases = await asyncio.gather(*(open_database(database_url) for _ in range(4)))
    entropy = SystemEntropy()
    yield list(await asyncio.gather(*(open_keyring(database, UNLOCK, clock, entropy) for database in databases)))
    await asyncio.gather(*(database.close() for database in databases))


async def states(keyring: Keyring) -> dict[str, KeyState]:
    return {key.key_id: key.state for key in await keyring.keys(owner="library")}


async def test_the_next_key_is_seen_and_does_not_sign(keyring: Keyring) -> None:
    active = await keyring.ensure(**LIBRARY)
    following = await keyring.prepare_next(**LIBRARY)
    assert (following.state, following.created) == (KeyState.NEXT, NOW)
    assert await keyring.ensure(**LIBRARY) == active
    with pytest.raises(KeyNotActive, match="next"):
        await keyring.sign(owner="library", key_id=following.key_id, data=b"a card")


async def test_asking_again_for_the_next_key_gives_the_one_that_waits(keyring: Keyring, clock: MovableClock) -> None:
    following = await keyring.prepare_next(**LIBRARY)
    clock.move(100)
    assert await keyring.prepare_next(**LIBRARY) == following


async def test_a_key_too_young_is_not_activated_and_the_old_one_goes_on(keyring: Keyring) -> None:
    active = await keyring.ensure(**LIBRARY)
    await keyring.prepare_next(**LIBRARY)
    assert await keyring.activate_next(**LIBRARY, made_by=NOW - 1) is None
    assert await keyring.ensure(**LIBRARY) == active
    await keyring.sign(owner="library", key_id=active.key_id, data=b"a card")


async def test_activation_retires_the_old_key_and_the_new_one_signs(keyring: Keyring) -> None:
    old = await keyring.ensure(**LIBRARY)
    following = await keyring.prepare_next(**LIBRARY)
    other = await keyring.ensure(owner="swimming-pool", purpose="issue")
    active = await keyring.activate_next(**LIBRARY, made_by=NOW)
    assert active is not None
    assert (active.key_id, active.state) == (following.key_id, KeyState.ACTIVE)
    assert await keyring.ensure(**LIBRARY) == active
    assert await states(keyring) == {old.key_id: KeyState.RETIRED, active.key_id: KeyState.ACTIVE}
    active.public_key.verify(await keyring.sign(owner="library", key_id=active.key_id, data=b"a card"), b"a card")
    with pytest.raises(KeyNotActive, match="retired"):
        await keyring.sign(owner="library", key_id=old.key_id, data=b"a card")
    assert await keyring.ensure(owner="swimming-pool", purpose="issue") == other


async def test_without_a_next_key_nothing_is_activated(keyring: Keyring) -> None:
    active = await keyring.ensure(**LIBRARY)
    assert await keyring.activate_next(**LIBRARY, made_by=NOW) is None
    assert await keyring.ensure(**LIBRARY) == active


async def test_many_at_once_make_exactly_one_next_key(workers: list[Keyring]) -> None:
    made = await asyncio.gather(*(keyring.prepare_next(**LIBRARY) for keyring in workers for _ in range(10)))
    assert len({key.key_id for key in made}) == 1
    assert list((await states(workers[0])).values()) == [KeyState.NEXT]


async def test_many_at_once_activate_exactly_once_and_there_is_always_one_that_signs(workers: list[Keyring]) -> None:
    old = await workers[0].ensure(**LIBRARY)
    following = await workers[0].prepare_next(**LIBRARY)
    *activated, seen, seen_later = await asyncio.gather(
        *(keyring.activate_next(**LIBRARY, made_by=NOW) for keyring in workers for _ in range(5)),
        workers[1].ensure(**LIBRARY),
        workers[2].ensure(**LIBRARY),
    )
    assert [key.key_id for key in activated if key is not None] == [following.key_id]
    assert {seen.key_id, seen_later.key_id} <= {old.key_id, following.key_id}
    assert await states(workers[3]) == {old.key_id: KeyState.RETIRED, following.key_id: KeyState.ACTIVE}


@pytest.mark.parametrize("end", ["retire", "mark_compromised"])
async def test_a_key_taken_out_of_use_signs_no_more_and_only_its_owner_can_do_that(keyring: Keyring, end: str) -> None:
    key = await keyring.ensure(**LIBRARY)
    with pytest.raises(KeyNotFound):
        await getattr(keyring, end)(owner="thief", key_id=key.key_id)
    await keyring.sign(owner="library", key_id=key.key_id, data=b"a card")
    ended = await getattr(keyring, end)(owner="library", key_id=key.key_id)
    assert await getattr(keyring, end)(owner="library", key_id=key.key_id) == ended
    with pytest.raises(KeyNotActive, match=ended.state.value):
        await keyring.sign(owner="library", key_id=key.key_id, data=b"a card")


async def test_a_compromised_key_stays_compromised(keyring: Keyring) -> None:
    key = await keyring.ensure(**LIBRARY)
    await keyring.mark_compromised(owner="library", key_id=key.key_id)
    assert (await keyring.retire(owner="library", key_id=key.key_id)).state is KeyState.COMPROMISED


async def test_a_compromised_next_key_is_never_activated(keyring: Keyring) -> None:
    active = await keyring.ensure(**LIBRARY)
    following = await keyring.prepare_next(**LIBRARY)
    await keyring.mark_compromised(owner="library", key_id=following.key_id)
    assert await keyring.activate_next(**LIBRARY, made_by=NOW) is None
    assert await keyring.ensure(**LIBRARY) == active


async def test_a_key_signs_until_its_end_and_not_a_second_longer(keyring: Keyring, clock: MovableClock) -> None:
    key = await keyring.ensure(**LIBRARY, seconds=100)
    endless = await keyring.ensure(owner="swimming-pool", purpose="issue")
    assert (key.ends, endless.ends) == (NOW + 100, None)
    clock.move(99)
    await keyring.sign(owner="library", key_id=key.key_id, data=b"a card")
    clock.move(1)
    with pytest.raises(KeyNotActive, match="has come to its end"):
        await keyring.sign(owner="library", key_id=key.key_id, data=b"a card")
    await keyring.sign(owner="swimming-pool", key_id=endless.key_id, data=b"a card")


async def test_a_key_of_which_somebody_has_read_that_it_is_active_does_not_sign_once_it_is_retired(
    workers: list[Keyring],
) -> None:
    read = await workers[0].ensure(**LIBRARY)
    await workers[1].retire(owner="library", key_id=read.key_id)
    with pytest.raises(KeyNotActive, match="retired"):
        await workers[0].sign(owner="library", key_id=read.key_id, data=b"a card")


async def test_the_moment_in_which_a_key_stopped_is_remembered_and_stays(keyring: Keyring, clock: MovableClock) -> None:
    old = await keyring.ensure(**LIBRARY)
    await keyring.prepare_next(**LIBRARY)
    clock.move(10)
    await keyring.activate_next(**LIBRARY, made_by=NOW)
    clock.move(10)
    await keyring.mark_compromised(owner="library", key_id=old.key_id)
    stopped = {key.key_id: key.stopped for key in await keyring.keys(owner="library")}
    assert stopped.pop(old.key_id) == NOW + 10
    assert list(stopped.values()) == [None]


async def test_the_life_of_each_key_is_recorded_once(keyring: Keyring, database: Database, clock: MovableClock) -> None:
    first = await keyring.ensure(owner="library", purpose="issue")
    for _ in range(2):
        following = await keyring.prepare_next(owner="library", purpose="issue")
        await keyring.ensure(owner="library", purpose="issue")
    for _ in range(2):
        await keyring.activate_next(owner="library", purpose="issue", made_by=clock.now())
    for _ in range(2):
        await keyring.mark_compromised(owner="library", key_id=first.key_id)
        await keyring.retire(owner="library", key_id=first.key_id)
    rows = await database.fetch_all("SELECT action, object_id FROM audit_tail ORDER BY occurred, step")
    assert [(row["action"], row["object_id"]) for row in rows] == [
        ("key-made", first.key_id),
        ("key-shown", following.key_id),
        ("key-retired", first.key_id),
        ("key-activated", following.key_id),
        ("key-compromised", first.key_id),
    ]


async def test_the_keys_of_each_algorithm_follow_each_other_on_their_own(keyring: Keyring, clock: MovableClock) -> None:
    first = [await keyring.ensure(**LIBRARY, algorithm=algorithm) for algorithm in Algorithm]
    assert [key.public_key.algorithm for key in first] == list(Algorithm)
    assert await keyring.ensure(**LIBRARY) == first[0]
    clock.move(10)
    following = [await keyring.prepare_next(**LIBRARY, algorithm=algorithm) for algorithm in Algorithm]
    assert len({key.key_id for key in (*first, *following)}) == 6
    active = await keyring.activate_next(**LIBRARY, algorithm=Algorithm.P256, made_by=NOW + 10)
    assert active is not None
    assert active.key_id == following[1].key_id
    assert await states(keyring) == {
        first[0].key_id: KeyState.ACTIVE,
        first[1].key_id: KeyState.RETIRED,
        first[2].key_id: KeyState.ACTIVE,
        following[0].key_id: KeyState.NEXT,
        following[1].key_id: KeyState.ACTIVE,
        following[2].key_id: KeyState.NEXT,
    }
    assert await keyring.ensure(**LIBRARY, algorithm=Algorithm.P256) == active
    active.public_key.verify(await keyring.sign(owner="library", key_id=active.key_id, data=b"a card"), b"a card")


async def test_of_many_workers_one_makes_the_key_of_each_algorithm(workers: list[Keyring]) -> None:
    made = await asyncio.gather(
        *(worker.ensure(**LIBRARY, algorithm=algorithm) for worker in workers for algorithm in Algorithm)
    )
    assert len({key.key_id for key in made}) == 3
    following = await asyncio.gather(
        *(worker.prepare_next(**LIBRARY, algorithm=algorithm) for worker in workers for algorithm in Algorithm)
    )
    assert len({key.key_id for key in following}) == 3
