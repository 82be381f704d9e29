"""The body of every request that changes a status: a reason from the closed list, and a note if there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.management_api.authenticated import read_members
from issuer.status.change_status import REASONS
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from aiohttp import web

MAX_BYTES = 8_192
MAX_NOTE = 500
_MEMBERS = frozenset({"reason", "note"})


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Why, in a code and perhaps in words."""

    reason: str
    note: str | None


async def read_status_change(request: web.Request) -> StatusChange:
    """Read the body; 400 with the known reasons when it names none of them."""
    body = await read_members(request, max_bytes=MAX_BYTES, known=_MEMBERS)
    reason, note = body.get("reason"), body.get("note")
    if not isinstance(reason, str) or reason not in REASONS:
        known = {code: text.to_json() for code, text in REASONS.items()}
        raise Problem(400, f"reason must be one of: {', '.join(REASONS)}.", extra={"reasons": known})
    if note is not None and (not isinstance(note, str) or len(note) > MAX_NOTE):
        raise Problem(400, f"note must be a text of at most {MAX_NOTE} characters.")
    return StatusChange(reason, note)
