"""The second clerk, where a use case has `second_clerk = true`: an offer waits until another API key decides on it.

GET  /api/offices/{office}/offers/{id}/claims   what the card will say; the one answer of this door that holds claims
POST /api/offices/{office}/offers/{id}/approve  no body; the answer has link, QR code and tx_code
POST /api/offices/{office}/offers/{id}/refuse   {"reason": "claims-wrong"}

Whoever made the offer is refused (403) at all three. Its maker learns of the decision by the offer's state, and is
shown the codes by the first POST's Idempotency-Key. An offer waits for three days; from its approval on it has the
usual time. A repeated approval or refusal by the same key answers as the first.
"""

from __future__ import annotations

from aiohttp import web

from issuer.hall import HALL
from issuer.management_api.authenticated import authenticated, read_members
from issuer.management_api.offers_api import render_made, render_offer
from issuer.management_api.problems import speaks_problems
from issuer.offers.decide_offer import DISAPPROVALS
from issuer.openid4vci.errors import NO_STORE
from plumbing.http.problems import Problem

MAX_BYTES = 8_192
_MEMBERS = frozenset({"reason"})


@speaks_problems
async def get_claims(request: web.Request) -> web.Response:
    """What the card of a waiting offer will say."""
    office, client = await authenticated(request)
    decide = request.app[HALL].decide_offer
    claims = await decide.claims(office, request.match_info["offer"], actor=client.actor)
    return web.json_response({"offer_id": request.match_info["offer"], "claims": claims}, headers=NO_STORE)


@speaks_problems
async def post_approval(request: web.Request) -> web.Response:
    """Approve a waiting offer; the answer has everything that hands it out."""
    office, client = await authenticated(request)
    hall = request.app[HALL]
    made = await hall.decide_offer.approve(office, request.match_info["offer"], actor=client.actor)
    return web.json_response(render_made(office, made, hall.clock.now()), headers=NO_STORE)


@speaks_problems
async def post_refusal(request: web.Request) -> web.Response:
    """Refuse a waiting offer; 400 with the known reasons when the body names none of them."""
    office, client = await authenticated(request)
    reason = (await read_members(request, max_bytes=MAX_BYTES, known=_MEMBERS)).get("reason")
    if not isinstance(reason, str) or reason not in DISAPPROVALS:
        known = {code: text.to_json() for code, text in DISAPPROVALS.items()}
        raise Problem(400, f"reason must be one of: {', '.join(DISAPPROVALS)}.", extra={"reasons": known})
    hall = request.app[HALL]
    offer = await hall.decide_offer.refuse(office, request.match_info["offer"], reason=reason, actor=client.actor)
    return web.json_response(render_offer(offer, hall.clock.now()), headers=NO_STORE)
