"""The keyring port, over both engines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from credentials.errors import SignatureError
from credentials.keys.algorithm import Algorithm
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.database.sealed import SealBroken
from plumbing.entropy import SeededEntropy, SystemEntropy
from plumbing.keyring.open import open_keyring
from plumbing.keyring.port import KeyDamaged, KeyNotActive, KeyNotFound, KeyState, WrongUnlockKey
from plumbing.keyring.signer import KeyringSigner
from plumbing.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plumbing.database.port import Database
    from plumbing.keyring.port import Keyring

NOW = 1_800_000_000
UNLOCK = Secret(bytes(range(32)))


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
async def keyring(database: Database, clock: MovableClock) -> Keyring:
    return await open_keyring(database, UNLOCK, clock, SeededEntropy(1))


async def stored(database: Database) -> Mapping[str, object]:
    row = await database.fetch_one("SELECT key_id, owner, public_key, sealed_seed FROM keyring_keys")
    assert row is not None
    return row


async def test_a_key_is_made_when_it_is_first_asked_for_and_then_stays(keyring: Keyring, clock: MovableClock) -> None:
    first = await keyring.ensure(owner="library", purpose="issue")
    clock.move(100)
    assert await keyring.ensure(owner="library", purpose="issue") == first
    assert (first.owner, first.purpose, first.state, first.created) == ("library", "issue", KeyState.ACTIVE, NOW)


async def test_every_owner_and_purpose_has_a_key_of_its_own(keyring: Keyring, clock: MovableClock) -> None:
    made = []
    for owner, purpose in (("library", "issue"), ("library", "statements"), ("registry-office", "issue")):
        made.append(await keyring.ensure(owner=owner, purpose=purpose))
        clock.move(1)
    assert len({key.public_key.raw for key in made}) == 3
    assert await keyring.keys(owner="library") == made[:2]
    assert await keyring.keys(owner="registry-office") == made[2:]
    assert await keyring.keys(owner="nobody") == []


@pytest.mark.parametrize("algorithm", Algorithm)
async def test_a_signature_is_the_keys_and_no_other_data_passes(keyring: Keyring, algorithm: Algorithm) -> None:
    key = await keyring.ensure(owner="library", purpose="issue", algorithm=algorithm)
    assert key.public_key.algorithm is algorithm
    signature = await keyring.sign(owner="library", key_id=key.key_id, data=b"a card")
    key.public_key.verify(signature, b"a card")
    with pytest.raises(SignatureError):
        key.public_key.verify(signature, b"another card")


async def test_a_signer_signs_with_its_key(keyring: Keyring) -> None:
    signer = KeyringSigner(keyring, await keyring.ensure(owner="library", purpose="issue"))
    signer.public_key.verify(await signer.sign(b"a card"), b"a card")


async def test_a_key_signs_for_its_owner_only(keyring: Keyring) -> None:
    key = await keyring.ensure(owner="library", purpose="issue")
    await keyring.ensure(owner="swimming-pool", purpose="issue")
    with pytest.raises(KeyNotFound):
        await keyring.sign(owner="swimming-pool", key_id=key.key_id, data=b"a card")
    with pytest.raises(KeyNotFound):
        await keyring.sign(owner="library", key_id="unknown", data=b"a card")


@pytest.mark.parametrize("state", [state for state in KeyState if state is not KeyState.ACTIVE])
async def test_a_key_that_another_process_took_out_of_use_signs_no_more(
    keyring: Keyring, database: Database, state: KeyState
) -> None:
    key = await keyring.ensure(owner="library", purpose="issue")
    await keyring.sign(owner="library", key_id=key.key_id, data=b"a card")
    await database.execute("UPDATE keyring_keys SET state = :state", state=state)
    with pytest.raises(KeyNotActive, match=state.value):
        await keyring.sign(owner="library", key_id=key.key_id, data=b"a card")
    assert (await keyring.ensure(owner="library", purpose="issue")).key_id != key.key_id


async def test_exactly_one_key_is_made_when_many_ask_at_once(database_url: str, clock: MovableClock) -> None:
    databases = await asyncio.gather(*(open_database(database_url) for _ in range(4)))
    entropy = SystemEntropy()
    keyrings = await asyncio.gather(*(open_keyring(database, UNLOCK, clock, entropy) for database in databases))
    made = await asyncio.gather(
        *(keyring.ensure(owner="library", purpose="issue") for keyring in keyrings for _ in range(10))
    )
    assert len({key.key_id for key in made}) == 1
    assert len(await keyrings[0].keys(owner="library")) == 1
    for keyring in keyrings:
        await keyring.sign(owner="library", key_id=made[0].key_id, data=b"a card")
    await asyncio.gather(*(database.close() for database in databases))


@pytest.mark.parametrize("algorithm", Algorithm)
async def test_the_keys_are_there_after_a_restart(database_url: str, clock: MovableClock, algorithm: Algorithm) -> None:
    first = await open_database(database_url)
    made_by = await open_keyring(first, UNLOCK, clock, SeededEntropy(1))
    key = await made_by.ensure(owner="library", purpose="issue", algorithm=algorithm)
    await first.close()
    second = await open_database(database_url)
    keyring = await open_keyring(second, UNLOCK, clock, SeededEntropy(2))
    assert await keyring.keys(owner="library") == [key]
    key.public_key.verify(await keyring.sign(owner="library", key_id=key.key_id, data=b"a"), b"a")
    await second.close()


async def test_a_wrong_unlock_key_is_told_at_once_and_nothing_is_made(
    keyring: Keyring, database: Database, clock: MovableClock
) -> None:
    await keyring.ensure(owner="library", purpose="issue")
    wrong = Secret(b"swordfish" * 3 + b"12345")
    with pytest.raises(WrongUnlockKey, match="unlock key does not open") as refusal:
        await open_keyring(database, wrong, clock, SeededEntropy(3))
    assert "swordfish" not in repr(refusal.value)
    assert len(await keyring.keys(owner="library")) == 1


async def test_of_two_first_starts_with_different_unlock_keys_one_is_refused(
    database_url: str, clock: MovableClock
) -> None:
    one, other = await open_database(database_url), await open_database(database_url)
    outcomes = await asyncio.gather(
        open_keyring(one, UNLOCK, clock, SeededEntropy(1)),
        open_keyring(other, Secret(b"x" * 32), clock, SeededEntropy(2)),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["SoftwareKeyring", "WrongUnlockKey"]
    await one.close()
    await other.close()


async def test_a_sealed_seed_moved_to_another_owner_does_not_sign(keyring: Keyring, database: Database) -> None:
    key = await keyring.ensure(owner="library", purpose="issue")
    await database.execute("UPDATE keyring_keys SET owner = 'thief'")
    with pytest.raises(KeyDamaged):
        await keyring.sign(owner="thief", key_id=key.key_id, data=b"a card")


async def test_a_changed_seed_or_public_key_does_not_sign(keyring: Keyring, database: Database) -> None:
    key = await keyring.ensure(owner="library", purpose="issue")
    other = await keyring.ensure(owner="pool", purpose="issue")
    await database.execute(
        "UPDATE keyring_keys SET public_key = :raw WHERE key_id = :id", raw=other.public_key.raw, id=key.key_id
    )
    with pytest.raises(KeyDamaged, match="good signatures"):
        await keyring.sign(owner="library", key_id=key.key_id, data=b"a card")
    await database.execute("UPDATE keyring_keys SET public_key = :raw WHERE key_id = :id", raw=b"short", id=key.key_id)
    with pytest.raises(KeyDamaged, match="changed"):
        await keyring.sign(owner="library", key_id=key.key_id, data=b"a card")
    sealed = await database.fetch_one("SELECT sealed_seed FROM keyring_keys WHERE key_id = :id", id=other.key_id)
    assert sealed is not None
    flipped = sealed["sealed_seed"][:-1] + bytes([sealed["sealed_seed"][-1] ^ 1])
    await database.execute("UPDATE keyring_keys SET sealed_seed = :s WHERE key_id = :id", s=flipped, id=other.key_id)
    with pytest.raises(KeyDamaged, match="changed"):
        await keyring.sign(owner="pool", key_id=other.key_id, data=b"a card")


async def test_no_seed_is_in_the_database_as_it_is(database: Database, clock: MovableClock) -> None:
    taken: list[bytes] = []

    class Watched(SeededEntropy):
        def take(self, n: int) -> bytes:
            taken.append(super().take(n))
            return taken[-1]

    keyring = await open_keyring(database, UNLOCK, clock, Watched(1))
    await keyring.ensure(owner="library", purpose="issue")
    row = await stored(database)
    seeds = [octets for octets in taken if len(octets) == 32]
    assert len(seeds) == 1
    assert all(seeds[0] not in value for value in row.values() if isinstance(value, bytes))


async def test_seals_for_columns_differ_by_purpose_and_by_deployment(
    keyring: Keyring, database: Database, clock: MovableClock
) -> None:
    sealed = keyring.seal("offers").seal(b"Erika", context="offer 1")
    assert keyring.seal("offers").open(sealed, context="offer 1") == b"Erika"
    with pytest.raises(SealBroken):
        keyring.seal("checks").open(sealed, context="offer 1")
    elsewhere = await open_database("sqlite::memory:")
    other = await open_keyring(elsewhere, UNLOCK, clock, SeededEntropy(9))
    with pytest.raises(SealBroken):
        other.seal("offers").open(sealed, context="offer 1")
    await elsewhere.close()


async def test_nothing_secret_shows_in_a_keyring(keyring: Keyring) -> None:
    key = await keyring.ensure(owner="library", purpose="issue")
    shown = f"{keyring!r} {keyring} {key!r} {keyring.seal('offers')!r} {UNLOCK}"
    assert repr(UNLOCK.reveal())[2:-1] not in shown
