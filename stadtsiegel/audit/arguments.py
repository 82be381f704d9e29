"""What can be typed behind `stadtsiegel audit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

SERVICES = ("registry", "issuer", "verifier")


def add_audit_arguments(parser: ArgumentParser) -> None:
    """Add `verify` and `show`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="action")
    verify = actions.add_parser("verify", help="find whatever was changed, cut or reordered; exit code 1 if anything")
    show = actions.add_parser("show", help="print entries, the oldest first")
    for each in (verify, show):
        each.add_argument("deployment", type=Path, help="the folder that `stadtsiegel init` made")
        each.add_argument("--service", choices=SERVICES, help="one service only")
    verify.add_argument("--json", action="store_true", help="print one object for machines")
    verify.add_argument("--heads", type=Path, metavar="FILE", help="a copy of the file of heads kept elsewhere")
    verify.add_argument("--key", action="append", metavar="MULTIKEY", help="believe heads of this key only")
    verify.add_argument(
        "--known-restore", action="append", type=int, default=[], metavar="EPOCH", help="a restore that you know of"
    )
    show.add_argument("--object", metavar="ID", help="only entries about this id")
    show.add_argument("--since", metavar="TIME", help="only entries since this time, such as 2026-11-24T00:00:00Z")
