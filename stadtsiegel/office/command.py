"""Run one of the commands; whatever prevents it is told as sentences, one a line, and never as a traceback."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, TextIO

from plumbing.database.errors import DatabaseError
from plumbing.keyring.port import KeyringError
from plumbing.service.run import UNUSABLE
from plumbing.settings import SettingsError
from stadtsiegel.office.add import add_office
from stadtsiegel.office.keys import mark_compromised, rotate_key, show_keys
from stadtsiegel.office.retire import retire_office

if TYPE_CHECKING:
    import argparse
    from collections.abc import Coroutine


def run_office_command(options: argparse.Namespace, *, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Run the command that was chosen.

    Args:
        options: as `add_office_arguments` has them parsed.
        out: where results, secrets (once) and next steps are told.
        err: where faults are told.

    Returns:
        The exit code: 0, or 78 when settings or data do not allow it, or database or files failed on the way.
    """
    try:
        (out or sys.stdout).write(asyncio.run(_chosen(options)))
    except (SettingsError, KeyringError) as error:
        told = [f"Nothing was changed: {line}\n" for line in str(error).splitlines()]
    except (DatabaseError, OSError) as error:
        # a step before may be done, and a commit whose answer was lost may be, too
        told = [f"Not finished: {error}\n", "Run the same command again: what is done already stays as it is.\n"]
    else:
        return 0
    (err or sys.stderr).writelines(told)
    return UNUSABLE


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
