"""The unlock key: from a file nobody else can read, or from a passphrase."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SeededEntropy
from plumbing.keyring.open import open_keyring
from plumbing.keyring.port import WrongUnlockKey
from plumbing.keyring.unlock import Passphrase, UnlockRefused, create_unlock_key_file, read_unlock_key_file
from plumbing.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.database.port import Database

WORDS = "correct horse battery staple"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "unlock.key"
    create_unlock_key_file(path, SeededEntropy(1))
    return path


def test_a_new_key_file_is_its_owners_only_and_reads_back(key_file: Path) -> None:
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert read_unlock_key_file(key_file).reveal() == SeededEntropy(1).take(32)


def test_a_key_file_is_made_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        create_unlock_key_file(tmp_path / "open.key", SeededEntropy(1))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "open.key").stat().st_mode) == 0o600


def test_an_existing_file_is_never_overwritten(key_file: Path) -> None:
    before = key_file.read_bytes()
    with pytest.raises(UnlockRefused, match="already"):
        create_unlock_key_file(key_file, SeededEntropy(2))
    assert key_file.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o666, 0o620, 0o601])
def test_a_file_that_others_may_use_is_refused_with_the_cure(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(UnlockRefused, match=f"chmod 600 {key_file}"):
        read_unlock_key_file(key_file)


def test_a_file_that_only_its_owner_may_read_is_fine(key_file: Path) -> None:
    key_file.chmod(0o400)
    assert read_unlock_key_file(key_file).reveal()


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnlockRefused, match="cannot be read"):
        read_unlock_key_file(tmp_path / "none.key")
    with pytest.raises(UnlockRefused, match="not a file"):
        read_unlock_key_file(tmp_path)
    with pytest.raises(UnlockRefused, match="cannot be made"):
        create_unlock_key_file(tmp_path / "none" / "unlock.key", SeededEntropy(1))


@pytest.mark.parametrize(
    "content",
    [b"", b"swordfish", b"stadtsiegel-unlock-key-1:", b"stadtsiegel-unlock-key-1:c3dvcmRmaXNo", b"\xff" * 60,
     b"stadtsiegel-unlock-key-2:" + b"A" * 43, b"stadtsiegel-unlock-key-1:" + b"!" * 43, b"A" * 5000],
)  # fmt: skip
def test_a_file_with_something_else_in_it_is_refused_without_showing_it(key_file: Path, content: bytes) -> None:
    key_file.write_bytes(content)
    with pytest.raises(UnlockRefused, match="holds no unlock key") as refusal:
        read_unlock_key_file(key_file)
    assert "swordfish" not in str(refusal.value)
    assert "c3dvcmRmaXNo" not in str(refusal.value)


def test_a_short_passphrase_is_refused_without_showing_it() -> None:
    with pytest.raises(UnlockRefused, match="at least 12") as refusal:
        Passphrase(Secret("swordfish"))
    assert "swordfish" not in str(refusal.value)


def test_a_passphrase_gives_another_key_for_every_salt_and_shows_nothing() -> None:
    passphrase = Passphrase(Secret(WORDS))
    assert passphrase.stretch(b"a" * 16).reveal() != passphrase.stretch(b"b" * 16).reveal()
    assert WORDS not in repr(passphrase)


async def test_a_passphrase_opens_its_keyring_again_and_another_does_not(sqlite_database: Database) -> None:
    clock = MovableClock(0)
    keyring = await open_keyring(sqlite_database, Passphrase(Secret(WORDS)), clock, SeededEntropy(1))
    key = await keyring.ensure(owner="library", purpose="issue")
    again = await open_keyring(sqlite_database, Passphrase(Secret(WORDS)), clock, SeededEntropy(2))
    key.public_key.verify(await again.sign(owner="library", key_id=key.key_id, data=b"a"), b"a")
    with pytest.raises(WrongUnlockKey):
        await open_keyring(sqlite_database, Passphrase(Secret(WORDS + "!")), clock, SeededEntropy(3))


async def test_an_unlock_key_of_the_wrong_length_is_refused(sqlite_database: Database) -> None:
    with pytest.raises(UnlockRefused, match="32 bytes"):
        await open_keyring(sqlite_database, Secret(b"short"), MovableClock(0), SeededEntropy(1))
