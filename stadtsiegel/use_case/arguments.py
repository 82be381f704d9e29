"""What can be typed behind `stadtsiegel use-case`; loads nothing but the parser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

DERIVED = ("schema", "context", "type-metadata", "configuration", "dcql", "form", "rulebook", "sample", "statements")
PACKAGE = "name of a package, or a folder with a use_case.toml"


def add_use_case_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the commands."""
    commands = parser.add_subparsers(dest="use_case_command", required=True, metavar="command")
    check = commands.add_parser("check", help="find every fault of packages, with its place and its remedy")
    check.add_argument("packages", nargs="*", metavar="PACKAGE", help=f"{PACKAGE}; without any, all are checked")
    _where(check)
    show = commands.add_parser("show", help="show a package at a glance, or one document that follows from it")
    show.add_argument("package", metavar="PACKAGE", help=PACKAGE)
    show.add_argument("--only", choices=DERIVED, help="write this document and nothing else")
    show.add_argument("--json", action="store_true", help="print one object for machines")
    _where(show)
    trial = commands.add_parser("try", help="issue, show, withhold, end and refuse a document, for real")
    trial.add_argument("package", metavar="PACKAGE", help=PACKAGE)
    trial.add_argument("--format", help="one form or format, such as ldp_vc:ecdsa-sd-2023; all unless told")
    trial.add_argument("--json", action="store_true", help="print one object with steps and seconds, for machines")
    _where(trial)
    diff = commands.add_parser("diff", help="say in plain words what a new version asks, shows and keeps good")
    diff.add_argument("package", metavar="PACKAGE", help=PACKAGE)
    diff.add_argument("--from", dest="earlier", metavar="VERSION|FILE", help="the earlier one (the last beside it)")
    _where(diff)
    reload = commands.add_parser("reload", help="let a running issuer take over checked packages, without a restart")
    reload.add_argument("deployment", type=Path, help="the folder made by `stadtsiegel init`")
    reload.add_argument("package", nargs="?", metavar="NAME", help="of one package; all unless told")
    _new(commands.add_parser("new", help="write a first package: from answers, a JSON Schema, or a table's header"))


def _new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="short name of the package, such as parking_permit")
    parser.add_argument("--folder", type=Path, default=Path(), help="where its folder goes (the present one)")
    parser.add_argument(
        "--language", choices=["de", "en"], default="en", help="of questions and comments (%(default)s)"
    )
    parser.add_argument("--yes", action="store_true", help="take every default, and ask nothing")
    sources = parser.add_mutually_exclusive_group()
    sources.add_argument("--from-csv", type=Path, metavar="FILE", help="make a fact of each column of a table")
    sources.add_argument("--from-json-schema", type=Path, metavar="FILE", help="make a fact of each property")


def _where(parser: argparse.ArgumentParser) -> None:
    """Where names are looked up, before the catalogue that is shipped."""
    places = parser.add_mutually_exclusive_group()
    places.add_argument("--folder", type=Path, help="a folder of packages, one folder each")
    places.add_argument(
        "--settings", type=Path, metavar="ISSUER_TOML", help="an issuer's settings, naming such a folder"
    )
