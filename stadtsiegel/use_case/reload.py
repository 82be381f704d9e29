"""`stadtsiegel use-case reload`: let a running issuer take over packages that were checked, without a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.kinds.issued_documents import judge_packages
from issuer.kinds.reloads import write_reload
from plumbing.settings import Fault, SettingsError
from stadtsiegel.office.opened import SETTINGS_FILE, open_issuer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from use_cases.package import Package


async def reload_packages(deployment: Path, name: str | None) -> str:
    """Check the packages of a deployment as a start does, and let its issuer take them over; answer what comes next.

    Args:
        deployment: the folder made by `stadtsiegel init`.
        name: of the one package that is taken over; None for all.

    Raises:
        SettingsError: with every fault at once; then nothing is written, and nobody swaps anything.
    """
    async with open_issuer(deployment / SETTINGS_FILE) as issuer:
        parts, kinds = issuer.parts, issuer.settings.kinds
        chosen = _chosen(kinds.packages, name)
        now = parts.clock.now()
        faults = await judge_packages(parts.database, kinds, now=now)
        if faults:
            raise SettingsError(faults)
        digests = {one: package.digest for one, package in chosen.items()}
        generation = await write_reload(parts.database, parts.trail, digests=digests, whole=name is None, now=now)
    return "\n".join(
        [
            *(_line(package) for package in chosen.values() if name is not None or package.earlier),
            f"Checked {len(chosen)} package{'s' if len(chosen) != 1 else ''}; this is reload {generation}.",
            "",
            "Every process of the running issuer takes them over within seconds; /health/ready names one that cannot.",
            "Next, at once: until the authority has listed the documents of a new version, no offer of it is made.",
            f"     stadtsiegel registry propose {deployment} {name or 'NAME'}",
            "",
        ]
    )


def _chosen(packages: Mapping[str, Package], name: str | None) -> dict[str, Package]:
    if name is None:
        return dict(packages)
    if name not in packages:
        fault = f"{name} names no package of this issuer; known are: {', '.join(sorted(packages))}"
        raise SettingsError([Fault("", fault)])
    return {name: packages[name]}


def _line(package: Package) -> str:
    earlier = ", ".join(str(one.version) for one in package.earlier) or "none"
    return f"{package.newest.name}: version {package.newest.version} is issued; earlier ones that stay: {earlier}."
