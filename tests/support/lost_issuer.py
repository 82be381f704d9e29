"""An issuer that loses its database: what tests of backup and restore do before, in between and after."""

from __future__ import annotations

import io
import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credentials.data_integrity.verify import verify_proof
from credentials.did.document import find_key
from credentials.status.bitstring_entry import parse_status_entry
from credentials.status.bitstring_status_list import read_status
from issuer.app import JOBS, KEEP_FILES_JOB
from stadtsiegel.backup import backup
from stadtsiegel.restore import RestoreOptions, restore
from tests.support.deployed import running_deployed_issuer
from tests.support.issuing import LIBRARY, PUBLIC_URL, Received, TestIssuer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from plumbing.clock import MovableClock


@dataclass
class Story:
    """What happened before the database was lost."""

    folder: Path
    backups: Path
    clock: MovableClock
    cards: dict[str, Received] = field(default_factory=dict)
    open_offer: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    nonce: str = ""
    lost_key: str = ""
    compromised_key: str = ""
    places: set[tuple[str, int]] = field(default_factory=set)
    report: str = ""
    seeds: Iterator[int] = field(default_factory=lambda: itertools.count(100))


async def act(issuer: TestIssuer, card: Received, action: str) -> None:
    """Change a card's status as its office does."""
    status, answer = await issuer.api("POST", f"/credentials/{card.credential_id}/{action}", json={"reason": "misuse"})
    assert status == 200, answer


def back_up(story: Story, **how: Any) -> None:
    """Back the issuer up."""
    out, err = io.StringIO(), io.StringIO()
    how = {"keys_to": None, "service": "issuer"} | how
    code = backup(folder=story.folder, to=story.backups, clock=story.clock, out=out, err=err, **how)
    assert code == 0, err.getvalue()


def put_back(story: Story, **how: Any) -> tuple[int, str, str]:
    """Restore the issuer; code, report, faults."""
    out, err = io.StringIO(), io.StringIO()
    options = RestoreOptions(folder=story.folder, source=story.backups, **{"service": "issuer", **how})
    return restore(options, clock=story.clock, out=out, err=err), out.getvalue(), err.getvalue()


def lose_database(story: Story) -> None:
    """Lose the database, on SQLite."""
    for file in (story.folder / "data").glob("issuer.sqlite*"):
        file.unlink()


async def live(story: Story, scene: Callable[[TestIssuer, Story], Awaitable[None]]) -> None:
    """Let the issuer run, something happen in it, and all of it be published."""
    async with running_deployed_issuer(story.folder, clock=story.clock, seed=next(story.seeds)) as issuer:
        await scene(issuer, story)
        await issuer.publish()
        assert await issuer.app[JOBS].run_now(KEEP_FILES_JOB)


async def status(issuer: TestIssuer, card: Received, purpose: str) -> int:
    """What a verifier finds: the list fetched, its proof checked with the office's DID document, the bit read."""
    (entry,) = [e for e in card.credential["credentialStatus"] if e["statusPurpose"] == purpose]
    document = await fetched(issuer, entry["statusListCredential"])
    await prove(issuer, document)
    return read_status(document, parse_status_entry(entry))


async def fetched(issuer: TestIssuer, url: str) -> Any:
    """Fetch a published document."""
    reply = await issuer.client.get(url.removeprefix(PUBLIC_URL))
    assert reply.status == 200
    return json.loads(await reply.read())


async def prove(issuer: TestIssuer, document: dict[str, Any]) -> None:
    """Check a proof with the office's DID document, as a verifier does."""
    now = issuer.clock.now()
    did_document = await fetched(issuer, f"{PUBLIC_URL}/offices/{LIBRARY}/did.json")
    verify_proof(
        document,
        find_key(did_document, document["proof"]["verificationMethod"], "assertionMethod", now=now),
        contexts=issuer.contexts(),
        suites=frozenset({"eddsa-rdfc-2022"}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=now,
    )
