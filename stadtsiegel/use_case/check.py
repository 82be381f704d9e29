"""`stadtsiegel use-case check`: every fault of packages at once; what is good is told in a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.load import load_use_cases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stadtsiegel.use_case.package import Packages
    from use_cases.use_case import UseCase


def check_packages(packages: Packages, named: Sequence[str]) -> str:
    """Prove packages, together: two of them may not describe the same document.

    Args:
        packages: where names are looked up.
        named: names or folders; none for all packages of the folder.

    Raises:
        UseCaseError: with every fault of all of them.
    """
    folders = [packages.find(one) for one in named] or list(packages.own.values())
    good = "".join(_good(use_case) for use_case in load_use_cases(folders).values())
    return good + "Next: `stadtsiegel use-case show` and `use-case try`, with the same name and options.\n"


def _good(use_case: UseCase) -> str:
    counted = (
        _count(len(use_case.claims), "claim"),
        _count(len(use_case.formats), "form"),
        _count(len(use_case.purposes), "purpose"),
    )
    return f"{use_case.name} is good: {use_case.title.en}, version {use_case.version}, with {', '.join(counted)}.\n"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
