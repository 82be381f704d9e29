"""Offers for an office's own programs.

    POST   /api/offices/{office}/offers       {"use_case": "library_card", "claims": {...}}  [Idempotency-Key]
    GET    /api/offices/{office}/offers/{id}
    POST   /api/offices/{office}/offers/{id}/renew  "Neuer Code": no body            [Idempotency-Key]
    DELETE /api/offices/{office}/offers/{id}  withdraws it

The answer to POST is the only place where the tx_code is ever shown: tell it to the person, not to the screen with the
QR code; it is null where the use case wants none. A repeated POST with the same Idempotency-Key and body shows the same
offer again.

Where the use case wants a second clerk, the offer waits (`awaiting_approval`) and has neither link nor codes until then
(see `approval_api`).

An offer that is locked (`code_wrong`) or `expired` is renewed in one call, with its id and its claims: the answer has
another link, QR code and tx_code and the full time again; the old ones are void, and wrong codes are counted from
nothing. Of many calls at once one renews; the others get 409 with the `state` that they found. 409 also says when the
claims are erased already, which happens when the offer's time is over: then make a new offer. Was the answer lost,
repeat the call with its Idempotency-Key, or the first POST with its own: both show the renewed codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from credentials.model.instant import render_instant
from issuer.hall import HALL
from issuer.management_api.authenticated import authenticated, read_members
from issuer.management_api.problems import speaks_problems
from issuer.offers import offer_store
from issuer.offers.decide_offer import DISAPPROVALS
from issuer.offers.offer import MAX_WRONG_CODES
from issuer.offers.withdraw_offer import OfferUnknown
from issuer.openid4vci.errors import NO_STORE
from issuer.openid4vci.paths import offer_link
from issuer.records import record_store
from plumbing.http.problems import Problem
from plumbing.idempotency.header import read_idempotency_key
from plumbing.webui.qr import qr_svg
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.offers.create_offer import MadeOffer
    from issuer.offers.offer import Offer
    from issuer.offices.office import Office

MAX_BYTES = 262_144
"""Room for the claims of the largest card that a package can describe, however their characters are escaped."""
_MEMBERS = frozenset({"use_case", "claims"})

STATE_TEXTS = {
    "awaiting_approval": LocalText("Wartet auf Freigabe", "Awaiting approval"),
    "not_approved": LocalText("Nicht freigegeben", "Not approved"),
    "created": LocalText("Angelegt", "Created"),
    "opened": LocalText("Code gescannt", "Code scanned"),
    "issued": LocalText("Ausgegeben", "Handed out"),
    "accepted": LocalText("In der Wallet gespeichert", "Stored in the wallet"),
    "expired": LocalText("Abgelaufen", "Expired"),
    "cancelled": LocalText("Zurückgezogen", "Withdrawn"),
    "code_wrong": LocalText("Zu viele falsche Codes", "Too many wrong codes"),
    "refused": LocalText("In der Wallet abgelehnt", "Declined in the wallet"),
    "failed": LocalText("Fehler", "Failed"),
}
"""The words that clerks read, the same everywhere."""


@speaks_problems
async def post_offer(request: web.Request) -> web.Response:
    """Make an offer; 201 with everything the office needs, 200 when the same request was answered before."""
    office, client = await authenticated(request)
    key = read_idempotency_key(request)
    body = await read_members(request, max_bytes=MAX_BYTES, known=_MEMBERS)
    use_case, claims = body.get("use_case"), body.get("claims")
    if not isinstance(use_case, str):
        raise Problem(400, "use_case must be the name of a use case.")
    if not isinstance(claims, dict):
        raise Problem(400, "claims must be an object.")
    hall = request.app[HALL]
    made = await hall.create_offer(office, use_case=use_case, claims=claims, idempotency_key=key, actor=client.actor)
    answer = render_made(office, made, hall.clock.now())
    location = f"/api/offices/{office.id}/offers/{made.offer.offer_id}"
    return web.json_response(answer, status=201 if made.made_now else 200, headers={**NO_STORE, "Location": location})


@speaks_problems
async def get_offer(request: web.Request) -> web.Response:
    """How an offer stands."""
    office, _ = await authenticated(request)
    hall = request.app[HALL]
    offer = await offer_store.of_office(hall.database, office=office.id, offer_id=request.match_info["offer"])
    if offer is None:
        raise OfferUnknown
    answer = render_offer(offer, hall.clock.now())
    issued = await record_store.last_of_offer(hall.database, office=office.id, offer_id=offer.offer_id)
    if issued is not None:
        answer["credential_id"] = issued
    return web.json_response(answer, headers=NO_STORE)


@speaks_problems
async def post_renewal(request: web.Request) -> web.Response:
    """Renew a locked or expired offer; the answer has everything the office needs, as when it was made."""
    office, client = await authenticated(request)
    hall = request.app[HALL]
    key = read_idempotency_key(request)
    made = await hall.renew_offer(office, request.match_info["offer"], idempotency_key=key, actor=client.actor)
    return web.json_response(render_made(office, made, hall.clock.now()), headers=NO_STORE)


@speaks_problems
async def delete_offer(request: web.Request) -> web.Response:
    """Withdraw an offer; codes and access tokens made from it are void at once."""
    office, client = await authenticated(request)
    hall = request.app[HALL]
    offer = await hall.withdraw_offer(office, request.match_info["offer"], actor=client.actor)
    return web.json_response(render_offer(offer, hall.clock.now()), headers=NO_STORE)


def render_offer(offer: Offer, now: int) -> JsonObject:
    """Write what an office may read of an offer at any time: nothing personal, no code."""
    word = offer.word_at(now)
    return {
        "offer_id": offer.offer_id,
        "use_case": offer.use_case,
        "state": word,
        "state_text": STATE_TEXTS[word].to_json(),
        "wrong_codes": offer.wrong_codes,
        "wrong_codes_allowed": MAX_WRONG_CODES,
        "disapproval": DISAPPROVALS[offer.disapproval].to_json() if offer.disapproval is not None else None,
        "created": render_instant(offer.created),
        "expires": render_instant(offer.expires),
    }


def render_made(office: Office, made: MadeOffer, now: int) -> JsonObject:
    """Write what hands an offer out; while it waits for a second clerk there is nothing to hand out."""
    if made.waits:
        return {**render_offer(made.offer, now), "link": None, "qr_svg": None, "tx_code": None}
    link = offer_link(office, made.offer)
    title = office.use_cases[made.offer.use_case].title
    return {
        **render_offer(made.offer, now),
        "link": link,
        "qr_svg": qr_svg(link, title=f"{title.de} in die Wallet laden / Load the {title.en} into the wallet"),
        "tx_code": made.tx_code,
    }
