"""Run one of the commands; whatever is wrong is told as sentences, one a line, and never as a traceback."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from plumbing.clock import SystemClock
from plumbing.service.run import UNUSABLE
from plumbing.settings import SettingsError
from stadtsiegel.on_deployment import run_on_deployment
from stadtsiegel.use_case.check import check_packages
from stadtsiegel.use_case.diff import diff_package
from stadtsiegel.use_case.new.command import run_new
from stadtsiegel.use_case.package import Packages
from use_cases.derive.validity import local_day
from use_cases.difference.compare import render_difference
from use_cases.faults import UseCaseError
from use_cases.load import load_use_case

if TYPE_CHECKING:
    import argparse

FAULTY = 1


def run_use_case_command(options: argparse.Namespace, *, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Run the command that was chosen.

    Args:
        options: as `add_use_case_arguments` has them parsed.
        out: where results are told.
        err: where faults are told.

    Returns:
        The exit code: 0; 1 for a package with faults, a version that would break cards, or a trial that went otherwise
        than it should; 78 for settings, folders or data that cannot be read.
    """
    out, err = out or sys.stdout, err or sys.stderr
    if options.use_case_command == "new":
        return run_new(options, out=out, err=err)
    if options.use_case_command == "reload":
        from stadtsiegel.use_case.reload import reload_packages  # noqa: PLC0415 - it loads the issuer

        return run_on_deployment(reload_packages(options.deployment, options.package), out=out, err=err)
    return _on_packages(options, out=out, err=err)


def _on_packages(options: argparse.Namespace, *, out: TextIO, err: TextIO) -> int:
    try:
        packages = Packages.among(folder=options.folder, settings=options.settings)
        match options.use_case_command:
            case "show":
                from stadtsiegel.use_case.show import show_package  # noqa: PLC0415 - it loads what is derived

                use_case = load_use_case(packages.find(options.package))
                today = local_day(use_case, SystemClock().now())
                out.write(show_package(use_case, only=options.only, as_json=options.json, on=today))
            case "try":
                from stadtsiegel.use_case.try_one import try_one  # noqa: PLC0415 - it loads all services

                folder = packages.find(options.package)
                return 0 if try_one(folder, form=options.format, as_json=options.json, out=out) else FAULTY
            case "diff":
                difference = diff_package(packages.find(options.package), options.earlier)
                out.write(render_difference(difference))
                return FAULTY if difference.breaking else 0
            case _:
                out.write(check_packages(packages, options.packages))
    except UseCaseError as error:
        err.writelines(f"{fault}\n" for fault in error.faults)
        return FAULTY
    except SettingsError as error:
        err.writelines(f"{fault}\n" for fault in error.faults)
        return UNUSABLE
    return 0
