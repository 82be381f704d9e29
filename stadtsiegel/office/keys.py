"""`stadtsiegel office rotate-key | mark-compromised | keys`: the life of signing keys (SECURITY K-04, K-05, T-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.keys.multikey import render_multikey
from credentials.model.instant import render_instant
from issuer.offices.key_rollover import WAIT_SECONDS
from plumbing.keyring.port import KeyState
from stadtsiegel.office.opened import SETTINGS_FILE, open_issuer

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.keyring.port import KeyInfo


async def rotate_key(folder: Path, office_id: str) -> str:
    """Publish an office's next key of each algorithm, or name the one that waits already; answer when it takes over."""
    async with open_issuer(folder / SETTINGS_FILE) as issuer:
        office = issuer.office(office_id)
        keys = await issuer.rollover.prepare(office)
    return "".join(
        [
            *(
                f"{office.did}#{key.key_id} ({key.public_key.algorithm}) is published; {office_id} signs with it from "
                f"{render_instant(key.created + WAIT_SECONDS)} on, while its issuer runs.\n"
                for key in keys
            ),
            "The key before it then only verifies: cards that it signed stay good. Nothing else is to be done.\n",
        ]
    )


async def mark_compromised(folder: Path, office_id: str, key_id: str) -> str:
    """Disown a key for good; answer what that means and what others have to do now."""
    async with open_issuer(folder / SETTINGS_FILE) as issuer:
        office = issuer.office(office_id)
        before = {key.key_id: key for key in await issuer.keys.of_office(office)}
        await issuer.parts.keyring.mark_compromised(owner=office.id, key_id=key_id)
        lost = before[key_id]  # the keyring has found it
        successor = await issuer.keys.signing_key(office, lost.public_key.algorithm)
    was_signing = lost.state is KeyState.ACTIVE
    return "\n".join(
        [
            f"{office.did}#{key_id} is marked compromised. There is no way back.",
            "",
            "What that means:",
            "- It signs nothing any more, and the DID document does not show it any more.",
            "- Every card that it signed is refused, whatever date it carries, once a verifier reads the DID document",
            "  again (ten minutes at most). Its holders need new cards.",
            "- Status lists that it signed are signed anew by the running issuer within a minute.",
            *(
                [
                    f"- {office.did}#{successor.key_id} signs from now on, without having been shown first: verifiers",
                    "  that remember the old document refuse its cards and lists for up to ten minutes.",
                ]
                if was_signing
                else []
            ),
            "",
            "Next:",
            "1. If somebody else may sign as this office, let the authority end its statement as compromised:",
            f"     GET /api/statements at the registry names the id of the statement about {office.did};",
            '     POST /api/statements/ID/end {"as": "compromised"}',
            "   and say a new statement for the office when its keys are safe again.",
            "2. Find out how the key got out before new cards are issued.",
            "",
        ]
    )


async def show_keys(folder: Path, office_id: str | None) -> str:
    """Write a table of the keys of one office or of all."""
    async with open_issuer(folder / SETTINGS_FILE) as issuer:
        offices = issuer.settings.offices.values() if office_id is None else [issuer.office(office_id)]
        rows = [(office.id, key) for office in offices for key in await issuer.keys.of_office(office)]
    head = ("office", "key", "state", "made", "stopped", "ends", "algorithm", "public key")
    table = [head, *(_row(name, key) for name, key in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _row(office_id: str, key: KeyInfo) -> tuple[str, ...]:
    moments = ("-" if moment is None else render_instant(moment) for moment in (key.created, key.stopped, key.ends))
    algorithm = key.public_key.algorithm.value
    return (office_id, key.key_id, key.state.value, *moments, algorithm, render_multikey(key.public_key))
