"""What can be typed behind `stadtsiegel office`; loads nothing but the parser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_office_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the five commands."""
    commands = parser.add_subparsers(dest="office_command", required=True, metavar="command")
    add = commands.add_parser("add", help="add an office: settings, signing key, API key, proposals")
    _name(add)
    add.add_argument("--name-de", required=True, help="what citizens read, in German")
    add.add_argument("--name-en", required=True, help="what citizens read, in English")
    add.add_argument("--use-case", action="append", help="what it issues; may be given several times (library_card)")
    _name(commands.add_parser("rotate-key", help="publish the next signing key; it takes over when it is known"))
    _name(commands.add_parser("retire", help="let an office issue nothing any more; its cards stay good"))
    compromised = commands.add_parser("mark-compromised", help="disown a key: nothing that it signed is believed")
    _name(compromised)
    compromised.add_argument("key_id", help="which key; `stadtsiegel office keys` names them")
    keys = commands.add_parser("keys", help="show keys with their states and ends")
    _name(keys, optional=True)


def _name(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    parser.add_argument("deployment", type=Path, help="the folder made by `stadtsiegel init`")
    parser.add_argument("office", nargs="?" if optional else None, help="short name of the office, as in issuer.toml")
