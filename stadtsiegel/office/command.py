"""Run one of the commands that work on the offices of a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from stadtsiegel.office.add import add_office
from stadtsiegel.office.keys import mark_compromised, rotate_key, show_keys
from stadtsiegel.office.retire import retire_office
from stadtsiegel.on_deployment import run_on_deployment

if TYPE_CHECKING:
    import argparse
    from collections.abc import Coroutine


def run_office_command(options: argparse.Namespace, *, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Run the command that was chosen, as `add_office_arguments` has it parsed; see `run_on_deployment`."""
    return run_on_deployment(_chosen(options), out=out, err=err)


def _chosen(options: argparse.Namespace) -> Coroutine[None, None, str]:
    folder, office = options.deployment, options.office
    match options.office_command:
        case "add":
            name = {"de": options.name_de, "en": options.name_en}
            return add_office(folder, office, name=name, use_cases=options.use_case or ["library_card"])
        case "rotate-key":
            return rotate_key(folder, office)
        case "retire":
            return retire_office(folder, office)
        case "mark-compromised":
            return mark_compromised(folder, office, options.key_id)
        case _:
            return show_keys(folder, office)
