"""Commands that work on a deployment: whatever prevents one is told as sentences, and never as a traceback."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, TextIO

from plumbing.database.errors import DatabaseError
from plumbing.keyring.port import KeyringError
from plumbing.service.run import UNUSABLE
from plumbing.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Coroutine


def run_on_deployment(work: Coroutine[None, None, str], *, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Do the work of a command and tell what comes of it.

    Args:
        work: answers results, secrets (once) and next steps.
        out: where these are told.
        err: where faults are told.

    Returns:
        The exit code: 0, or 78 when settings or data do not allow it, or database or files failed on the way.
    """
    try:
        (out or sys.stdout).write(asyncio.run(work))
    except (SettingsError, KeyringError) as error:
        told = [f"Nothing was changed: {line}\n" for line in str(error).splitlines()]
    except (DatabaseError, OSError) as error:
        # a step before may be done, and a commit whose answer was lost may be, too
        told = [f"Not finished: {error}\n", "Run the same command again: what is done already stays as it is.\n"]
    else:
        return 0
    (err or sys.stderr).writelines(told)
    return UNUSABLE
