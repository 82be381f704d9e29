"""`stadtsiegel office retire`: an office issues nothing any more; what it has issued goes on being looked after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.model.instant import render_instant
from issuer.offices.retirement import retire
from stadtsiegel.office.opened import SETTINGS_FILE, open_issuer

if TYPE_CHECKING:
    from pathlib import Path


async def retire_office(folder: Path, office_id: str) -> str:
    """End an office; answer what stays and what the authority has to say now."""
    async with open_issuer(folder / SETTINGS_FILE) as issuer:
        office = issuer.office(office_id)
        parts = issuer.parts
        since = await retire(parts.database, parts.trail, office=office.id, now=parts.clock.now())
    return "\n".join(
        [
            f"{office_id} issues nothing any more since {render_instant(since)}. This needs no restart.",
            "",
            "What stays:",
            "- Its cards are good until they end. Its DID document and status lists stay published and signed.",
            "- Its API keys go on suspending and revoking cards. Offers that are open cannot be redeemed any more.",
            "- Its [[office]] in issuer.toml has to stay as long as one of its cards is good: without it, no lists.",
            "",
            "Next: let the authority end its statements, as ended (not as compromised: that would void its cards):",
            f"     GET /api/statements at the registry names the ids of the statements about {office.did};",
            '     POST /api/statements/ID/end {"as": "ended"}',
            "",
        ]
    )
