"""Offices and packages that belong together: one frozen value, and the one place that says which value counts now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from issuer.published.resources import Resources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuer.offices.office import Office
    from use_cases.package import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """What is issued, and by whom.

    Attributes:
        offices: by their ids; each has its kinds of document from the same packages.
        packages: all that were read, by name, whether an office issues them or not.
        resources: the published documents of these packages.
    """

    offices: Mapping[str, Office]
    packages: Mapping[str, Package]
    resources: Resources

    @property
    def issued_packages(self) -> dict[str, Package]:
        """Those that some office issues, by name."""
        return {name: one for office in self.offices.values() for name, one in office.packages.items()}

    def with_packages(self, packages: Mapping[str, Package]) -> Kinds:
        """The same offices with these packages, among which must be all that they issue."""
        resources = Resources.of(packages.values())
        offices = {
            name: replace(office, packages={one: packages[one] for one in office.packages}, resources=resources)
            for name, office in self.offices.items()
        }
        return Kinds(offices=offices, packages=packages, resources=resources)


class LiveKinds:
    """What counts at the moment; whoever works for longer than a step takes it once and keeps it."""

    def __init__(self, kinds: Kinds) -> None:
        self._present = kinds

    @property
    def present(self) -> Kinds:
        """The value that counts from now on for whatever begins."""
        return self._present

    def swap(self, kinds: Kinds) -> None:
        """Let another value count; what has begun goes on with the one that it has."""
        self._present = kinds
