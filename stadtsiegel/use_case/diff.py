"""`stadtsiegel use-case diff`: what a version of a package changes for people, in German and English."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from use_cases.difference.compare import compare
from use_cases.faults import Fault, UseCaseError
from use_cases.load import load_other_version, load_package

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from use_cases.difference.change import Difference
    from use_cases.package import Package
    from use_cases.use_case import UseCase


def diff_package(folder: Traversable, earlier: str | None) -> Difference:
    """Compare the newest version of a package with an earlier one.

    Args:
        folder: of the package.
        earlier: the number of a version that lies beside it, or a file; the newest of those beside it unless told.

    Raises:
        UseCaseError: with every fault of the package, or because there is nothing to compare it with.
    """
    package = load_package(folder)
    return compare(_earlier(folder, package, earlier), package.newest)


def _earlier(folder: Traversable, package: Package, named: str | None) -> UseCase:
    if named is not None and Path(named).is_file():
        return load_other_version(Path(named), folder)
    beside = {str(one.version): one for one in package.earlier}
    chosen = beside.get(named.removeprefix("v")) if named is not None else next(reversed(beside.values()), None)
    if chosen is None:
        known = f"Beside it lie: {', '.join(beside)}." if beside else "No earlier version lies beside it."
        message = f"There is nothing to compare it with. {known} Name one of them, or a file: --from FILE."
        raise UseCaseError([Fault(str(folder), None, "", message)])
    return chosen
