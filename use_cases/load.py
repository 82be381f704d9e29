"""From use_case.toml to a proven UseCase; every fault told at once, with file and line where it can be told.

The only file of this package that reads files. TOML 1.0, at most 256 KiB of UTF-8.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.faults import Fault, Finding, UseCaseError, render_place
from use_cases.lines import Lines
from use_cases.proving.assemble import assemble
from use_cases.proving.meaning import judge_meaning
from use_cases.proving.shape import judge_shape
from use_cases.use_case import UseCase

FILE_NAME = "use_case.toml"
CATALOGUE = files("use_cases") / "catalogue"
"""The folder of the packages that are shipped with Stadtsiegel."""

MAX_BYTES = 262_144
MAX_DEPTH = 16

_WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def load_use_case(folder: Traversable) -> UseCase:
    """Read and prove the package in a folder (a Path, or package data).

    Raises:
        UseCaseError: with every fault that was found.
    """
    file = folder / FILE_NAME
    text = _read(file)
    document = _parse(str(file), text)
    findings = judge_shape(document)
    misshapen = {finding.path for finding in findings}
    findings += (finding for finding in judge_meaning(document) if finding.path not in misshapen)
    if findings:
        raise UseCaseError(_with_lines(str(file), text, findings))
    return assemble(document)


def load_use_cases(folders: Iterable[Traversable]) -> dict[str, UseCase]:
    """Read several packages by name; the faults of all are told together, and two with one identity are refused."""
    use_cases: dict[str, UseCase] = {}
    faults: list[Fault] = []
    for folder in folders:
        try:
            use_case = load_use_case(folder)
        except UseCaseError as error:
            faults += error.faults
            continue
        file = str(folder / FILE_NAME)
        taken = [
            other.name for other in use_cases.values() if other.credential_type_iri == use_case.credential_type_iri
        ]
        if use_case.name in use_cases:
            message = f"Another package is already called `{use_case.name}`. Give this one another name."
            faults.append(Fault(file, None, "name", message))
        elif taken:
            message = f"The package `{taken[0]}` already describes {use_case.credential_type_iri}. Choose another type."
            faults.append(Fault(file, None, "credential_type", message))
        else:
            use_cases[use_case.name] = use_case
    if faults:
        raise UseCaseError(faults)
    return use_cases


def load_catalogue() -> dict[str, UseCase]:
    """Read the packages that are shipped with Stadtsiegel."""
    return load_use_cases(packages_in(CATALOGUE))


def packages_in(folder: Traversable) -> list[Traversable]:
    """Name the folders inside a folder that hold a package, in the order of their names; raises OSError."""
    inside = [package for package in folder.iterdir() if (package / FILE_NAME).is_file()]
    return sorted(inside, key=lambda package: package.name)


def _read(file: Traversable) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = (
            f"The file cannot be read ({error.strerror or 'no reason given'}). Check that it exists and may be read."
        )
        raise UseCaseError([Fault(str(file), None, "", message)]) from error
    if len(content) > MAX_BYTES:
        message = f"The file is larger than {MAX_BYTES // 1024} KiB. Shorten it."
        raise UseCaseError([Fault(str(file), None, "", message)])
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = "The file is not written in UTF-8 from here on. Save it again as UTF-8."
        raise UseCaseError([Fault(str(file), line, "", message)]) from error


def _parse(file: str, text: str) -> JsonObject:
    try:
        document: JsonObject = _without_dates(tomllib.loads(text), MAX_DEPTH)
    except RecursionError as error:
        message = "Lists or tables lie too deep in each other. No package needs more than five levels."
        raise UseCaseError([Fault(file, None, "", message)]) from error
    except ValueError as error:  # TOMLDecodeError, and what int() says to a number of thousands of digits
        where = _WHERE.search(str(error))
        line = int(where[1]) if where and where[1] else None
        reason = _WHERE.sub("", str(error)).rstrip(".")
        at_end = " The text ends too early." if where and not where[1] else ""
        message = f"This is not TOML: {reason}.{at_end} Check quotation marks, brackets, and that nothing stands twice."
        raise UseCaseError([Fault(file, line, "", message)]) from error
    return document


def _without_dates(value: Any, depth: int) -> Any:
    """Write TOML's own dates as text, the way that JSON has them; stop where no package would go."""
    if depth == 0:
        raise RecursionError
    if isinstance(value, dict):
        return {key: _without_dates(member, depth - 1) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_dates(member, depth - 1) for member in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value


def _with_lines(file: str, text: str, findings: list[Finding]) -> list[Fault]:
    lines = Lines(text)
    faults = [Fault(file, lines.line_of(each.path), render_place(each.path), each.message) for each in findings]
    return sorted(faults, key=lambda fault: (fault.line or 0, fault.place))
