"""`stadtsiegel use-case try`: the whole journey of a document, step by step, and whether each went as it should."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.observability import logs
from plumbing.settings import Fault, SettingsError
from stadtsiegel.steps.tell import tell
from stadtsiegel.trial.run import try_package
from use_cases.card_format import forms_called
from use_cases.load import load_use_case

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from typing import TextIO


def try_one(folder: Traversable, *, form: str | None, as_json: bool, out: TextIO) -> bool:
    """Try a package and print every step.

    Args:
        folder: where it lies.
        form: one form or format; None for all that the package names.
        as_json: print one object for machines.
        out: where to.

    Returns:
        Whether all went as it should.

    Raises:
        UseCaseError: with every fault of the package.
        SettingsError: for a form that the package does not name.
    """
    use_case = load_use_case(folder)
    try:
        forms = use_case.formats if form is None else forms_called(form, use_case.formats)
    except ValueError as error:
        raise SettingsError([Fault("--format", str(error))]) from error
    logs.configure("try", level="error")
    heading = f"{use_case.title.en}, version {use_case.version}, for real (HTTPS, databases, signatures)"
    steps = try_package(use_case, Path(str(folder)), forms=forms)
    agreed = asyncio.run(tell(steps, heading=heading, as_json=as_json, out=out))
    if agreed and not as_json:
        out.write(f"Next: `stadtsiegel registry propose DEPLOYMENT {use_case.name}` holds it against the registry.\n")
    return agreed
