"""`stadtsiegel init`: a folder with settings, keys and databases of a real deployment, its authority and first office.

The folder appears whole or not at all: it is made beside its place and then moved there. Every secret that a person
needs is printed exactly once and kept nowhere in clear.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.did.did_web import did_from_url
from credentials.errors import CredentialError
from plumbing.settings import Fault
from stadtsiegel.deployment_files import ISSUER, public_url
from stadtsiegel.new_deployment import NewDeployment
from stadtsiegel.next_steps import next_steps

if TYPE_CHECKING:
    from typing import TextIO

LONGEST_CITY = 80
_OFFICE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)+{_LABEL}")


def init(*, folder: Path, city: str, host: str, office: str, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    """Make a deployment.

    Args:
        folder: where it goes; must not exist yet, or be empty.
        city: the city's name, as citizens read it.
        host: the city's domain; the services get names below it.
        office: short name of the first office.
        out: where DIDs, fingerprints, secrets and next steps are told.
        err: where faults are told.

    Returns:
        The exit code.
    """
    faults = _judge(folder=folder, city=city, host=host, office=office)
    if faults:
        err.writelines(f"Nothing was made: {fault}\n" for fault in faults)
        return 1
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent.absolute()))
    except OSError as error:
        err.write(f"Nothing was made: {folder} cannot be written ({error.strerror})\n")
        return 1
    try:
        made = asyncio.run(_make(draft, city=city, host=host, office=office))
        draft.rename(folder)
    except OSError as error:
        err.write(f"Nothing was made: {folder} cannot be written ({error.strerror})\n")
        return 1
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    out.write(next_steps(made, folder=folder))
    return 0


async def _make(draft: Path, *, city: str, host: str, office: str) -> NewDeployment:
    deployment = NewDeployment(folder=draft, city=city, host=host, office=office)
    async with AsyncExitStack() as closing:
        await deployment.make(closing)
    return deployment


def _judge(*, folder: Path, city: str, host: str, office: str) -> list[Fault]:
    faults = []
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        faults.append(Fault("folder", f"{folder} is there already and not empty; name a new one"))
    if not 1 <= len(city.strip()) <= LONGEST_CITY or not city.isprintable():
        faults.append(Fault("--city", f"must be a name of 1 to {LONGEST_CITY} letters, such as Musterstadt"))
    office_is_good = _OFFICE.fullmatch(office) is not None and len(office) <= 40  # noqa: PLR2004 - as in the settings
    if not office_is_good:
        faults.append(Fault("--office", "must be a short name in lower case, such as library or city-archive"))
    if not _HOST.fullmatch(host):
        faults.append(Fault("--host", "must be a domain in lower case without https://, such as musterstadt.example"))
    elif office_is_good:
        try:
            did_from_url(f"{public_url(ISSUER, host)}/{office}")
        except CredentialError as error:
            faults.append(Fault("--host", f"cannot be part of a did:web: {error.detail}"))
    return faults
