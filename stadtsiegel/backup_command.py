"""`stadtsiegel backup` and `stadtsiegel restore` as they were typed; each loads only what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace


def run_backup_command(options: Namespace) -> int:
    """Run the one that was chosen and return its exit code."""
    if options.command == "backup":
        from stadtsiegel.backup import backup  # noqa: PLC0415

        return backup(folder=options.deployment, to=options.to, keys_to=options.keys_to, service=options.service)
    from stadtsiegel.restore import RestoreOptions, restore  # noqa: PLC0415

    return restore(
        RestoreOptions(
            folder=options.deployment,
            source=options.source,
            keys=options.keys,
            service=options.service,
            void_api_keys=options.void_api_keys,
        )
    )
