"""Issue and change the status of cards for an office that speaks the W3C VC API (VCALM 1.0 sections 3.2 and C.3).

POST /vc-api/offices/{office}/credentials/issue   [Idempotency-Key]
     {"credential": {"type": [...], "credentialSubject": {"id": "did:key:...", ...claims}}}
POST /vc-api/offices/{office}/credentials/status
     {"credentialId": "urn:uuid:...", "status": true,
      "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}}

The card is a real one: recorded, with places in the status lists, audited. The office vouches that the holder has the
key of their DID, since no wallet proves it here.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from aiohttp import web

from issuer.hall import HALL
from issuer.management_api.authenticated import authenticated
from issuer.management_api.problems import RETRY_SECONDS, speaks_problems
from issuer.openid4vci.errors import NO_STORE
from issuer.records import record_store
from issuer.refusals import IssuanceUnavailable
from issuer.status.change_status import Action
from issuer.vc_api.card_wish import read_wish
from plumbing.http.problems import Problem
from plumbing.http.vc_api_request import BOOLEAN, OBJECT, TEXT, malformed, read_vc_api_request
from plumbing.idempotency.header import read_idempotency_key

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from credentials.strict_json import JsonObject
    from issuer.offices.office import Office
    from plumbing.http.vc_api_request import Kind

    Door = Callable[[web.Request], Awaitable[web.StreamResponse]]

BASE = "/vc-api/offices/{office}"
MAX_ISSUE_BYTES = 262_144
MAX_STATUS_BYTES = 8_192
ISSUE_MEMBERS: Mapping[str, Kind] = {"credential": OBJECT}
STATUS_MEMBERS: Mapping[str, Kind] = {"credentialId": TEXT, "credentialStatus": OBJECT, "status": BOOLEAN}
ENTRY_TYPE = "BitstringStatusListEntry"
ACTIONS: Mapping[tuple[str, bool], tuple[Action, str]] = {
    ("revocation", True): (Action.REVOKE, "entitlement-ended"),
    ("suspension", True): (Action.SUSPEND, "under-review"),
    ("suspension", False): (Action.RESUME, "review-closed"),
}
"""By purpose and value: what is done, and the reason that is written down, since the VC API has none."""

_ENTRY = frozenset({"id", "type", "statusPurpose", "statusListIndex", "statusListCredential"})
_PLACE = ("id", "statusListIndex", "statusListCredential")
_URN = "urn:uuid:"


def add_vc_api_routes(app: web.Application) -> None:
    """Hang the door into the app."""
    app.router.add_post(f"{BASE}/credentials/issue", issue_credential)
    app.router.add_post(f"{BASE}/credentials/status", change_status)


def _waits(door: Door) -> Door:
    @functools.wraps(door)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await door(request)
        except IssuanceUnavailable as error:
            raise Problem(503, error.detail, headers={"Retry-After": str(RETRY_SECONDS)}) from error

    return answer


@speaks_problems
@_waits
async def issue_credential(request: web.Request) -> web.Response:
    """Issue a card of one of the office's use cases; 201 with the secured credential."""
    office, client = await authenticated(request)
    key = read_idempotency_key(request)
    said = await read_vc_api_request(request, members=ISSUE_MEMBERS, options={}, max_bytes=MAX_ISSUE_BYTES)
    wish = read_wish(said.members["credential"], office)
    secured = await request.app[HALL].issue_directly(
        office,
        use_case=wish.use_case,
        claims=wish.claims,
        holder=wish.holder,
        idempotency_key=key,
        actor=client.actor,
    )
    return web.json_response({"verifiableCredential": secured}, status=201, headers=NO_STORE)


@speaks_problems
async def change_status(request: web.Request) -> web.Response:
    """Revoke, suspend or resume a card with all its copies; asking twice is no fault."""
    office, client = await authenticated(request)
    said = await read_vc_api_request(request, members=STATUS_MEMBERS, options={}, max_bytes=MAX_STATUS_BYTES)
    entry = said.members["credentialStatus"]
    if not entry.keys() <= _ENTRY or entry.get("type") != ENTRY_TYPE:
        raise malformed(f"credentialStatus is of the type {ENTRY_TYPE} and names a statusPurpose.")
    done = ACTIONS.get((str(entry.get("statusPurpose")), said.members["status"]))
    if done is None:
        raise malformed("statusPurpose is revocation, which is final, or suspension.")
    action, reason = done
    credential_id = said.members["credentialId"].removeprefix(_URN)
    await _judge_place(request, office, credential_id, entry)
    await request.app[HALL].change_status(
        office, credential_id, action, reason=reason, note=None, changed_by=client.prefix
    )
    return web.json_response({}, headers=NO_STORE)


async def _judge_place(request: web.Request, office: Office, credential_id: str, entry: JsonObject) -> None:
    """Refuse a place that is not the card's: whoever mixes two cards up shall revoke neither."""
    named = {member: entry[member] for member in _PLACE if member in entry}
    record = await record_store.of_office(request.app[HALL].database, office=office.id, credential_id=credential_id)
    if not named or record is None:
        return
    for copy in record.copies:
        place = copy.places.revocation if entry["statusPurpose"] == "revocation" else copy.places.suspension
        if place is None:
            return  # it cannot be suspended, which the change itself says
        url = office.status_list_url(place.list_id)
        own = dict(zip(_PLACE, (f"{url}#{place.index}", str(place.index), url), strict=True))
        if named.items() <= own.items():
            return
    raise malformed("credentialStatus names a place that is not of this card; leave it away, or name the card's own.")
