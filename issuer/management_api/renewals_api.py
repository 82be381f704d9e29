"""Renewals for an office's own programs: cards that end because a claim changes (`on_change = "renew"`).

GET  /api/offices/{office}/renewals?days=30              which have ended so, or will within some days
POST /api/offices/{office}/credentials/{id}/renew        an offer of the next card; no body      [Idempotency-Key]

The next card is made of what the package lets the office keep: nobody types anything, registers are asked anew. It can
be made from the moment of the change on (`possible_from`); the old card has ended by itself then. The answer to POST is
that of a new offer; while that offer is on its way, a repeated POST shows it again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiohttp import web

from credentials.model.instant import render_instant
from issuer.hall import HALL
from issuer.management_api.authenticated import authenticated
from issuer.management_api.offers_api import render_made
from issuer.management_api.problems import speaks_problems
from issuer.openid4vci.errors import NO_STORE
from issuer.renewals.kept_claims import MOST_DUE
from plumbing.http.problems import Problem
from plumbing.idempotency.header import read_idempotency_key

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.renewals.renew_card import DueRenewal

DAYS = 30
MOST_DAYS = 366
_NUMBER = re.compile(r"[0-9]{1,3}")


@speaks_problems
async def get_renewals(request: web.Request) -> web.Response:
    """Which cards are due; `more` says that there are others besides."""
    office, _ = await authenticated(request)
    due = await request.app[HALL].renew_card.due(office, days=_read_days(request))
    answer = {"renewals": [_render(one) for one in due[:MOST_DUE]], "more": len(due) > MOST_DUE}
    return web.json_response(answer, headers=NO_STORE)


@speaks_problems
async def post_card_renewal(request: web.Request) -> web.Response:
    """Make an offer of the next card; 201, or 200 when it is the one that is on its way."""
    office, client = await authenticated(request)
    hall = request.app[HALL]
    key = read_idempotency_key(request)
    made = await hall.renew_card(office, request.match_info["credential"], idempotency_key=key, actor=client.actor)
    answer = render_made(office, made, hall.clock.now())
    location = f"/api/offices/{office.id}/offers/{made.offer.offer_id}"
    return web.json_response(answer, status=201 if made.made_now else 200, headers={**NO_STORE, "Location": location})


def _read_days(request: web.Request) -> int:
    told = request.query.getall("days", [str(DAYS)])
    if len(told) != 1 or not _NUMBER.fullmatch(told[0]) or int(told[0]) > MOST_DAYS:
        raise Problem(400, f"days is one whole number from 0 to {MOST_DAYS}.")
    return int(told[0])


def _render(due: DueRenewal) -> JsonObject:
    return {
        "credential_id": due.credential_id,
        "use_case": due.use_case,
        "valid_until": render_instant(due.valid_until),
        "possible_from": render_instant(due.change_at),
        "offer_id": due.offer_id,
    }
