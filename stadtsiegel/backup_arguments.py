"""What can be typed after `stadtsiegel backup`; reading it loads nothing else."""

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
