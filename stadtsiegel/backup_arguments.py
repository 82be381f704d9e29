"""What can be typed after `stadtsiegel backup` and `stadtsiegel restore`; reading it loads nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

_SERVICES = ("registry", "issuer", "verifier")


def add_backup_arguments(parser: ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument("deployment", type=Path, help="the folder that init made")
    parser.add_argument("--to", type=Path, required=True, help="the folder for the backups")
    parser.add_argument("--keys-to", type=Path, help="the folder for the keys of sealed columns, best on another disk")
    parser.add_argument("--service", choices=_SERVICES, help="only this one")


def add_restore_arguments(parser: ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument("deployment", type=Path, help="the folder that init made")
    parser.add_argument("--from", dest="source", type=Path, required=True, help="a backup, or the folder of backups")
    parser.add_argument("--keys", type=Path, help="the file of keys, or its folder; else sealed columns stay empty")
    parser.add_argument("--service", choices=_SERVICES, help="only this one")
    parser.add_argument("--void-api-keys", action="store_true", help="end every API key, also those of the backup")
