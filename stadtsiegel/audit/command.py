"""`stadtsiegel audit verify | show`: run one, and tell as sentences whatever hinders it."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from plumbing.database.errors import DatabaseError
from plumbing.service.run import refuse_start
from plumbing.settings import SettingsError
from stadtsiegel.audit.show import show
from stadtsiegel.audit.verify import verify

if TYPE_CHECKING:
    from argparse import Namespace
    from typing import TextIO


def run_audit_command(options: Namespace, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    """Run the command; 0 when all is well, 1 when something is wrong, 78 when nothing could be looked at."""
    action = verify if options.action == "verify" else show
    try:
        return asyncio.run(action(options, out))
    except (CredentialError, DatabaseError, SettingsError, OSError) as error:
        return refuse_start(error, err)
