"""The packages that an issuer has: those that are shipped, and the city's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.load import CATALOGUE, load_packages, packages_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from use_cases.package import Package


def read_packages(folder: Path | None, *, known: Mapping[str, Package] | None = None) -> dict[str, Package]:
    """Read and prove every package, by name; a city's own takes the place of a shipped one of the same name or type.

    Args:
        folder: of the city's own packages, one folder each; None when it has none.
        known: packages by their digests, which are not proven again.

    Raises:
        UseCaseError: with every fault of all packages.
        OSError: when the folder cannot be read.
    """
    own = {} if folder is None else load_packages(packages_in(folder), known=known)
    types = {package.newest.credential_type_iri for package in own.values()}
    shipped = load_packages(packages_in(CATALOGUE), known=known)
    return {name: one for name, one in shipped.items() if one.newest.credential_type_iri not in types} | own
