"""The notification endpoint (OpenID4VCI 1.0 section 11)."""

from __future__ import annotations

from aiohttp import web

from issuer.hall import HALL, office_of
from issuer.issuance.notify import EVENTS
from issuer.openid4vci.bearer import offer_of_token
from issuer.openid4vci.errors import NO_STORE, speaks_protocol
from issuer.refusals import MalformedNotification
from plumbing.http.bodies import read_json_object

MAX_BYTES = 8_192


@speaks_protocol(MalformedNotification)
async def post_notification(request: web.Request) -> web.Response:
    """POST /offices/{office}/notification; `event_description` is a person's or a wallet's free text and not kept."""
    office = office_of(request)
    offer = await offer_of_token(request, office)
    body = await read_json_object(request, max_bytes=MAX_BYTES)
    notification_id, event = body.get("notification_id"), body.get("event")
    if not isinstance(notification_id, str) or not isinstance(event, str) or event not in EVENTS:
        raise MalformedNotification("notification_id or a known event is missing")
    if not isinstance(body.get("event_description", ""), str):
        raise MalformedNotification("event_description is not a string")
    await request.app[HALL].notify(office, offer, notification_id=notification_id, event=event)
    return web.Response(status=204, headers=NO_STORE)
