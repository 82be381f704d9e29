"""The form of a backup file: whole and unchanged, or one clear sentence (SECURITY K-01, K-07, D-10)."""

from __future__ import annotations

import io

import pytest

from plumbing.backup.envelope import Head, MessageWriter, read_head, read_messages
from plumbing.backup.errors import BackupUnreadable
from plumbing.secret import Secret

KEY = Secret(b"k" * 32)
HEAD = Head("issuer", "backup", b"s" * 16)
MESSAGES = [b"one", b"", b"three" * 1000]


def sealed() -> bytes:
    file = io.BytesIO()
    writer = MessageWriter(file, HEAD, KEY)
    for message in MESSAGES:
        writer.write(message)
    writer.write(b"the end", last=True)
    return file.getvalue()


def opened(content: bytes, key: Secret[bytes] = KEY) -> list[bytes]:
    file = io.BytesIO(content)
    return list(read_messages(file, read_head(file), key))


def test_what_was_written_comes_back_in_order() -> None:
    assert opened(sealed()) == [*MESSAGES, b"the end"]


def test_the_head_is_readable_and_nothing_else_is() -> None:
    content = sealed()
    assert read_head(io.BytesIO(content)) == HEAD
    assert b"three" not in content


def test_two_backups_of_the_same_content_have_nothing_in_common_after_the_head() -> None:
    start = len(HEAD.to_bytes())
    assert sealed()[start : start + 24] != sealed()[start : start + 24]


def test_another_unlock_key_is_told_as_such() -> None:
    with pytest.raises(BackupUnreadable, match="unlock key does not open this backup"):
        opened(sealed(), Secret(b"x" * 32))


def test_every_changed_byte_is_found() -> None:
    content = sealed()
    for place in range(0, len(content), 7):
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises(BackupUnreadable):
            opened(bytes(changed))


def test_a_file_that_was_cut_anywhere_is_refused() -> None:
    content = sealed()
    for length in range(0, len(content), 5):
        with pytest.raises(BackupUnreadable):
            opened(content[:length])


def test_a_file_cut_between_two_messages_is_not_a_shorter_backup() -> None:
    file = io.BytesIO()
    MessageWriter(file, HEAD, KEY).write(b"one")
    with pytest.raises(BackupUnreadable, match="end of this backup is missing"):
        opened(file.getvalue())


def test_nothing_may_follow_the_end() -> None:
    with pytest.raises(BackupUnreadable, match="added to the end"):
        opened(sealed() + b"x")


@pytest.mark.parametrize("content", [b"", b"SQLite 3\0", b"stadtsiegel-backup-2\n{}\n", b"stadtsiegel-backup-1\n"])
def test_what_is_no_backup_is_told_as_such(content: bytes) -> None:
    with pytest.raises(BackupUnreadable):
        read_head(io.BytesIO(content))


def test_the_head_of_another_backup_does_not_fit() -> None:
    content = sealed().replace(b'"issuer"', b'"verify"', 1)
    with pytest.raises(BackupUnreadable, match="file was changed"):
        opened(content)
