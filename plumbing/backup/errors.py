"""Why a backup is not written or not taken in; each sentence is for the person at the keyboard."""

from __future__ import annotations


class BackupError(Exception):
    """Something about a backup; nothing was changed."""


class BackupUnreadable(BackupError):  # noqa: N818
    """The file is no backup, was cut or changed, or another unlock key belongs to it."""


class BackupRefused(BackupError):  # noqa: N818
    """The backup is good, but it does not belong here, or there is nothing to back up."""
