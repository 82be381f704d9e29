"""A city with 200 packages: how long a start takes to have them, and how long a reload (bars: 3 seconds, 1 second).

A start reads, proves and derives everything, as a process does that knows nothing yet. A reload is the issuer's own:
the row that `stadtsiegel use-case reload` writes, then the look of a process that finds it: with one package changed,
which is what happens, and with all of them changed. What is told is the median.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey
from issuer.app import migrate_issuer
from issuer.kinds.follow_reloads import FollowReloads
from issuer.kinds.kinds import LiveKinds
from issuer.kinds.read import read_packages
from issuer.kinds.reloads import write_reload
from issuer.settings import IssuerSettings, prove_settings
from plumbing.audit.tables import migrate_audit
from plumbing.audit.trail import AuditTrail
from plumbing.clock import SystemClock
from plumbing.database.open import open_database
from plumbing.entropy import SystemEntropy
from use_cases.load import CATALOGUE, FILE_NAME, packages_in

if TYPE_CHECKING:
    from issuer.kinds.kinds import Kinds
    from plumbing.database.port import Database

PACKAGES = 200
START_BAR = 3.0
RELOAD_BAR = 1.0


def write_packages(folder: Path, *, count: int, version: int, changed: int) -> None:
    """Write so many packages made of the catalogue's, the first `changed` of them in this version, the rest in 1."""
    shipped = packages_in(CATALOGUE)
    for number in range(count):
        _write(
            folder / f"package_{number:03}", shipped[number % len(shipped)], number, version if number < changed else 1
        )


def _write(folder: Path, shipped: Traversable, number: int, version: int) -> None:
    folder.mkdir(exist_ok=True)
    for file in shipped.iterdir():
        if file.name == FILE_NAME:
            text = file.read_text("utf-8")
            (folder / FILE_NAME).write_text(
                _renamed(text, f"package_{number:03}", f"Card{number:03}", version), "utf-8"
            )
        elif file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())


def _renamed(text: str, name: str, credential_type: str, version: int) -> str:
    replaced = {"name = ": f'name = "{name}"', "credential_type = ": f'credential_type = "{credential_type}"'}
    replaced["version = "] = f"version = {version}"
    lines = []
    for line in text.splitlines():
        beginning = next((one for one in replaced if line.startswith(one)), None)
        lines.append(
            line if beginning is None else replaced.pop(beginning)
        )  # the first of each, which is the package's
    return "\n".join(lines) + "\n"


def settings_of(folder: Path, count: int) -> IssuerSettings:
    """An issuer whose one office issues all of them; reading it is what a start does."""
    secret = folder.parent / "secret"
    secret.write_text("made up", "utf-8")
    secret.chmod(0o600)
    names = [f"package_{number:03}" for number in range(count)]
    return prove_settings(
        {
            "public_url": "https://ausweise.musterstadt.example",
            "use_cases_folder": str(folder),
            "key_days": 3_650,
            "register": [{"id": "residents", "url": "https://register.example/", "secret_file": str(secret)}],
            "trust": {
                "authority": "did:web:register.musterstadt.example",
                "keys": [render_multikey(PrivateKey.from_seed(SystemEntropy().take(32)).public_key)],
                "list_url": "https://register.musterstadt.example/trust-list",
            },
            "office": [{"id": "amt", "name": {"de": "Amt", "en": "Office"}, "use_cases": names}],
        }
    )


async def run(*, count: int, rounds: int, parent: Path) -> dict[str, list[float]]:
    """Measure in turn, `rounds` times after one round to warm up; seconds."""
    figures: dict[str, list[float]] = {"start": [], "reload, one changed": [], "reload, all changed": []}
    for number in range(rounds + 1):
        with tempfile.TemporaryDirectory(dir=parent) as folder:
            found = await _round(Path(folder), count)
        if number > 0:
            for name, seconds in found.items():
                figures[name].append(seconds)
    return figures


async def _round(folder: Path, count: int) -> dict[str, float]:
    packages = folder / "packages"
    packages.mkdir()
    write_packages(packages, count=count, version=1, changed=0)
    began = time.perf_counter()
    settings = settings_of(packages, count)
    found = {"start": time.perf_counter() - began}
    database = await open_database(f"sqlite:///{folder}/issuer.sqlite")
    try:
        await migrate_audit(database)
        await migrate_issuer(database)
        kinds = LiveKinds(settings.kinds)
        follow = FollowReloads(kinds=kinds, database=database, folder=packages, generation=0, make_ready=_nothing)
        for name, version, changed in (("reload, one changed", 2, 1), ("reload, all changed", 3, count)):
            write_packages(packages, count=count, version=version, changed=changed)
            found[name] = await _reload(database, follow, kinds, packages)
            if kinds.present.packages["package_000"].newest.version != version:
                raise RuntimeError(f"the reload was not followed: {await follow.warning()}")
    finally:
        await database.close()
    return found


async def _reload(database: Database, follow: FollowReloads, kinds: LiveKinds, folder: Path) -> float:
    known = {one.digest: one for one in kinds.present.packages.values()}
    checked = read_packages(folder, known=known)  # another process does this
    clock = SystemClock()
    began = time.perf_counter()
    await write_reload(
        database,
        AuditTrail(clock=clock, entropy=SystemEntropy()),
        digests={name: one.digest for name, one in checked.items()},
        whole=True,
        now=clock.now(),
    )
    await follow.look()
    return time.perf_counter() - began


async def _nothing(_: Kinds) -> None:
    """Keys and lists are there: no package has a form or a status purpose that is new."""


def main() -> int:
    """Measure, tell, and fail when a bar is not held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=int, default=PACKAGES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    chosen = parser.parse_args()
    figures = asyncio.run(run(count=chosen.packages, rounds=chosen.rounds, parent=chosen.folder))
    print(f"{chosen.packages} packages, median of {chosen.rounds} rounds after a warm-up")
    held = True
    for name, found in figures.items():
        bar = START_BAR if name == "start" else RELOAD_BAR
        median = statistics.median(found)
        held = held and median < bar
        told = "held" if median < bar else "NOT HELD"
        print(f"  {name:22} {median:6.2f} s   ({min(found):.2f} to {max(found):.2f})   bar {bar:.0f} s: {told}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
