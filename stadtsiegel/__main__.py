"""The command line: each command loads only what it needs."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stadtsiegel.audit.arguments import add_audit_arguments
from stadtsiegel.backup_arguments import add_backup_arguments, add_restore_arguments
from stadtsiegel.conformance.arguments import add_conformance_arguments
from stadtsiegel.office.arguments import add_office_arguments
from stadtsiegel.registry.arguments import add_registry_arguments
from stadtsiegel.use_case.arguments import add_use_case_arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wallet_sim.wish import Wish


def main(arguments: Sequence[str] | None = None) -> int:  # noqa: PLR0911 - one for each command
    """Run a command; the exit code is 0 only if all went as it should."""
    options = _parser().parse_args(arguments)
    match options.command:
        case "demo":
            from stadtsiegel.demo.run import run_demo  # noqa: PLC0415

            return 0 if asyncio.run(run_demo(as_json=options.json, wish=options.format)) else 1
        case "serve":
            from stadtsiegel.serve import serve  # noqa: PLC0415

            return asyncio.run(serve(folder=options.folder, port=options.port))
        case "check-issued":
            from stadtsiegel.check_issued.command import run_check  # noqa: PLC0415

            return run_check(options.deployment, published=options.published, as_json=options.json)
        case "office":
            from stadtsiegel.office.command import run_office_command  # noqa: PLC0415

            return run_office_command(options)
        case "use-case":
            from stadtsiegel.use_case.command import run_use_case_command  # noqa: PLC0415

            return run_use_case_command(options)
        case "registry":
            from stadtsiegel.registry.command import run_registry_command  # noqa: PLC0415

            return run_registry_command(options)
        case "audit":
            from stadtsiegel.audit.command import run_audit_command  # noqa: PLC0415

            return run_audit_command(options)
        case "backup" | "restore":
            from stadtsiegel.backup_command import run_backup_command  # noqa: PLC0415

            return run_backup_command(options)
        case "conformance-server":
            from stadtsiegel.conformance.command import run_conformance_server  # noqa: PLC0415

            return run_conformance_server(options)
        case _:
            from stadtsiegel.init import init  # noqa: PLC0415

            return init(folder=options.folder, city=options.city, host=options.host, office=options.office)


def _form(text: str) -> Wish:
    from stadtsiegel.demo.form import wish_for  # noqa: PLC0415

    try:
        return wish_for(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from fault


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stadtsiegel", description="The city's seal: issue and check documents as verifiable credentials."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    demo = commands.add_parser("demo", help="issue, check, suspend, revoke and refuse a library card, for real")
    demo.add_argument(
        "--format", type=_form, default="dc+sd-jwt", help="form of the card, such as ldp_vc (%(default)s)"
    )
    demo.add_argument("--json", action="store_true", help="print one object with steps and seconds, for machines")
    serve = commands.add_parser("serve", help="start the whole city in one process, with a start page")
    serve.add_argument("--folder", type=Path, default=Path(".stadtsiegel"), help="where its data lie (%(default)s)")
    serve.add_argument("--port", type=int, default=8440, help="port of the start page; services follow (%(default)s)")
    check = commands.add_parser("check-issued", help="audit again everything that was issued; finds, changes nothing")
    check.add_argument("deployment", type=Path, help="the folder made by `stadtsiegel init`")
    check.add_argument("--json", action="store_true", help="print one object for machines")
    check.add_argument("--published", metavar="FOLDER_OR_URL", help="where published documents are, outside the data")
    init = commands.add_parser("init", help="make settings, keys, authority and first office of a real deployment")
    init.add_argument("folder", type=Path, help="a new folder for settings, keys and data")
    init.add_argument("--city", required=True, help="the city's name, such as Musterstadt")
    init.add_argument("--host", required=True, help="the city's domain, such as musterstadt.example")
    init.add_argument("--office", default="library", help="short name of the first office (%(default)s)")
    add_use_case_arguments(
        commands.add_parser("use-case", help="make, check, show and try packages: documents that a city describes")
    )
    add_office_arguments(commands.add_parser("office", help="add and end offices, and change their signing keys"))
    add_backup_arguments(commands.add_parser("backup", help="back up all databases, while the services work"))
    add_restore_arguments(commands.add_parser("restore", help="bring lost databases back from their backups"))
    add_conformance_arguments(
        commands.add_parser("conformance-server", help="serve the W3C VC API with throw-away keys, for test suites")
    )
    add_registry_arguments(commands.add_parser("registry", help="hold a package against what the authority has said"))
    add_audit_arguments(commands.add_parser("audit", help="verify and show who did what to which id"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
