"""What can be typed behind `stadtsiegel registry`; loads nothing but the parser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_registry_arguments(parser: argparse.ArgumentParser) -> None:
    """Add `propose`."""
    commands = parser.add_subparsers(dest="registry_command", required=True, metavar="command")
    propose = commands.add_parser("propose", help="compare what a package proposes with what the authority has said")
    propose.add_argument("deployment", type=Path, help="the folder made by `stadtsiegel init`")
    propose.add_argument("package", help="name of a use case of this deployment")
    propose.add_argument(
        "--office", action="append", metavar="ID", help="who shall issue it; all offices that have it unless told"
    )
    propose.add_argument(
        "--relying-party",
        action="append",
        default=[],
        metavar="ID[=ROLE]",
        help="who shall ask, and in which role of the package; those that are called like a role unless told",
    )
    propose.add_argument("--say", action="store_true", help="let the authority say it: its API key is read from stdin")
    propose.add_argument("--key-file", type=Path, metavar="FILE", help="read the authority's API key from a file")
    propose.add_argument("--end-superseded", action="store_true", help="with --say: end the statements it replaces")
