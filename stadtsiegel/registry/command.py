"""Run `stadtsiegel registry propose`; whatever prevents it is told as sentences, one a line."""

from __future__ import annotations

import asyncio
import getpass
import sys
from typing import TYPE_CHECKING, TextIO

from plumbing.secret import Secret
from plumbing.service.run import UNUSABLE
from plumbing.settings import Fault, SettingsError, read_secret
from stadtsiegel.registry.authority import Refused
from stadtsiegel.registry.propose import propose

if TYPE_CHECKING:
    import argparse

NOT_SAID = 1


def run_registry_command(
    options: argparse.Namespace,
    *,
    source: TextIO | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Compare, write down, and say it where that is wanted.

    Args:
        options: as `add_registry_arguments` has them parsed.
        source: where the authority's key is read from.
        out: where differences and next steps are told.
        err: where faults are told.

    Returns:
        The exit code: 0; 1 when the registry does not answer or refuses; 78 for settings that do not allow it.
    """
    out, err = out or sys.stdout, err or sys.stderr
    try:
        key = _read_key(options, source or sys.stdin) if options.say else None
        asyncio.run(
            propose(
                options.deployment,
                options.package,
                offices=options.office,
                relying_parties=options.relying_party,
                key=key,
                end_superseded=options.end_superseded,
                out=out,
            )
        )
    except SettingsError as error:
        err.writelines(f"Nothing was said: {fault}\n" for fault in error.faults)
        return UNUSABLE
    except Refused as refused:
        err.write(f"{refused}\n")
        return NOT_SAID
    return 0


def _read_key(options: argparse.Namespace, source: TextIO) -> Secret[str]:
    """Read the authority's API key; never from an argument, which others on the machine could read."""
    if options.key_file is not None:
        return read_secret(options.key_file)
    typed = getpass.getpass("API key of the authority (not shown): ") if source.isatty() else source.readline()
    key = typed.strip()
    if not key.isascii() or not key:
        raise SettingsError([Fault("", "No API key was given; type or pipe the authority's, or name a --key-file.")])
    return Secret(key)
