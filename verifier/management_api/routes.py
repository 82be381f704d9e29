"""Ask for a check, read it, cancel it: the whole interface of a service that checks documents.

POST   /api/relying-parties/{relying_party}/checks        {"purpose": "lending", "same_device": false,
                                                           "claims": [["credentialSubject", "address", "city"]]}
GET    /api/relying-parties/{relying_party}/checks/{id}   ?response_code=... for a same-device check
DELETE /api/relying-parties/{relying_party}/checks/{id}         cancels it while it is open
DELETE /api/relying-parties/{relying_party}/checks/{id}/result  forgets Verdict and claims before their time

`claims` may be left out: then the check asks for all that its purpose lists. It may ask for less, by claims path
pointers as in the statement; whoever asks for more is refused (`claims-beyond-purpose`), and the audit record tells it.

A good result has `claims`, nested as on the card, for the service's software, and `officer`: what of them a person sees
who checks. A desk page shows `officer` and nothing else.

POST takes an Idempotency-Key: repeated with the same key and body, it answers 200 with the check made before, as it
stands now.

A response code is good once: show it when the browser comes back, then read without it. Shown again it gets 404.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from credentials.dcql.claims_path import parse_path
from credentials.errors import QueryError
from credentials.model.instant import render_instant
from plumbing.http.bodies import read_json_object
from plumbing.http.problems import Problem
from plumbing.idempotency.header import read_idempotency_key
from plumbing.webui.qr import qr_svg
from verifier.hall import HALL
from verifier.presentation import refusals

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.strict_json import JsonObject
    from plumbing.access.api_keys import ApiClient
    from verifier.presentation.check import Check
    from verifier.presentation.read_check import CheckView
    from verifier.relying_parties.relying_party import RelyingParty

MAX_BODY_BYTES = 16_384
MAX_CLAIMS = 100
MAX_PURPOSE = 64
# The door's table: refusal of the hall -> status, title, and what the caller can do.
PROBLEMS: dict[type[refusals.CheckRefused], tuple[int, str, str]] = {
    refusals.UnknownPurpose: (
        403,
        "Purpose not listed",
        "Ask the authority to list this purpose for your relying party, or use a purpose that it lists.",
    ),
    refusals.ClaimsBeyondPurpose: (
        403,
        "Claims beyond the purpose",
        "Leave them out, or ask the authority for a statement that lists them.",
    ),
    refusals.PurposeNotAskable: (
        409,
        "Purpose not askable",
        "Ask the authority to name claims of the card in this purpose, and nothing else.",
    ),
    refusals.NoReturnPage: (
        400,
        "No page to return to",
        "Set return_url for this relying party in the verifier's settings, or ask without same_device.",
    ),
    refusals.UnknownCheck: (
        404,
        "No such check",
        "Check the id; a response_code is good once, so read without it afterwards.",
    ),
    refusals.CheckOver: (409, "Check is over", "Read the check to see how it ended, or create a new one."),
    refusals.RegistryAway: (503, "Trust registry unavailable", "Try again shortly."),
    refusals.MalformedAnswer: (400, "Malformed answer", "Follow OpenID4VP 1.0."),
    refusals.UnprovenAnswer: (400, "Unproven answer", "Present again."),
    refusals.WalletCannotAnswer: (400, "Wallet cannot answer", "Use another wallet."),
}


def add_management_routes(app: web.Application) -> None:
    """Hang the door into the app."""
    base = "/api/relying-parties/{relying_party}/checks"
    app.router.add_post(base, create_check)
    app.router.add_get(base + "/{check_id}", read_check, allow_head=False)
    app.router.add_delete(base + "/{check_id}", cancel_check)
    app.router.add_delete(base + "/{check_id}/result", forget_result)


def speaks_problems(door: Callable[[web.Request], Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    """Turn refusals into problem details (RFC 9457), by the door's table."""

    @wraps(door)
    async def spoken(request: web.Request) -> web.Response:
        try:
            return await door(request)
        except refusals.CheckRefused as refusal:
            status, title, remedy = PROBLEMS[type(refusal)]
            headers = {"Retry-After": "30"} if status == web.HTTPServiceUnavailable.status_code else {}
            detail = f"{refusal.detail}. {remedy}"
            raise Problem(status, detail, title=title, headers=headers, extra={"code": refusal.code}) from refusal

    return spoken


@speaks_problems
async def create_check(request: web.Request) -> web.Response:
    """Open a check and answer with the link and QR code for the wallet; 200 when it was made before."""
    relying_party, client = await authenticated(request)
    key = read_idempotency_key(request)
    body = await read_json_object(request, max_bytes=MAX_BODY_BYTES)
    unknown = set(body) - {"purpose", "claims", "same_device"}
    if unknown:
        raise Problem(400, "Only purpose, claims and same_device belong here; leave everything else away.")
    purpose, same_device = body.get("purpose"), body.get("same_device", False)
    if not isinstance(purpose, str) or not 1 <= len(purpose) <= MAX_PURPOSE:
        raise Problem(400, f"purpose must be a text of 1 to {MAX_PURPOSE} characters.")
    if not isinstance(same_device, bool):
        raise Problem(400, "same_device must be true or false.")
    hall = request.app[HALL]
    made = await hall.create_check(
        relying_party,
        purpose=purpose,
        claims=_wanted(body["claims"]) if "claims" in body else None,
        same_device=same_device,
        idempotency_key=key,
        actor=client.actor,
    )
    check = made.check
    link = wallet_link(relying_party, check)
    return web.json_response(
        {
            "id": check.check_id,
            "state": check.state_at(hall.clock.now()).value,
            "link": link,
            "qr_svg": qr_svg(link, title="Mit der Wallet scannen / Scan with your wallet"),
            "expires": render_instant(check.expires),
        },
        status=201 if made.made_now else 200,
        headers={
            "Cache-Control": "no-store",
            "Location": f"/api/relying-parties/{relying_party.relying_party_id}/checks/{check.check_id}",
        },
    )


@speaks_problems
async def read_check(request: web.Request) -> web.Response:
    """The state; after the end the Verdict and only the asked-for claims."""
    relying_party, _ = await authenticated(request)
    view = await request.app[HALL].read_check(
        relying_party=relying_party.relying_party_id,
        check_id=request.match_info["check_id"],
        response_code=request.query.get("response_code"),
    )
    return web.json_response(render_view(view), headers={"Cache-Control": "no-store"})


@speaks_problems
async def cancel_check(request: web.Request) -> web.Response:
    """End an open check; its link stops working at once."""
    relying_party, client = await authenticated(request)
    await request.app[HALL].cancel_check(
        relying_party=relying_party.relying_party_id, check_id=request.match_info["check_id"], actor=client.actor
    )
    return web.Response(status=204)


@speaks_problems
async def forget_result(request: web.Request) -> web.Response:
    """Erase the result of an ended check now; its state can still be read."""
    relying_party, client = await authenticated(request)
    await request.app[HALL].forget_result(
        relying_party=relying_party.relying_party_id, check_id=request.match_info["check_id"], actor=client.actor
    )
    return web.Response(status=204)


def _wanted(paths: object) -> list[ClaimsPath]:
    if not isinstance(paths, list) or not 1 <= len(paths) <= MAX_CLAIMS:
        raise Problem(400, f"claims must be an array of 1 to {MAX_CLAIMS} claims paths; leave it away to ask for all.")
    try:
        return [parse_path(path) for path in paths]
    except QueryError as error:
        raise Problem(400, f"claims has no claims path in one place: {error.detail}.") from error


def wallet_link(relying_party: RelyingParty, check: Check) -> str:
    """What the QR code holds: the request by reference (OpenID4VP 1.0 section 5.7), no word about a person."""
    return (
        f"openid4vp://?client_id={quote(relying_party.client_id, safe='')}"
        f"&request_uri={quote(relying_party.request_uri(check.request_id), safe='')}&request_uri_method=post"
    )


def render_view(view: CheckView) -> JsonObject:
    """A check as JSON for its service."""
    body: JsonObject = {
        "id": view.check.check_id,
        "purpose": view.check.purpose,
        "state": view.state,
        "expires": render_instant(view.check.expires),
    }
    if view.check.finished is not None:
        body["finished"] = render_instant(view.check.finished)
    if view.result is not None:
        body["verdict"] = view.result.verdict
        body["claims"] = view.result.claims
        body["officer"] = view.result.officer
    return body


async def authenticated(request: web.Request) -> tuple[RelyingParty, ApiClient]:
    """The relying party that the path names, and the client that may act for it; 401, 403 or 404 otherwise."""
    hall = request.app[HALL]
    name = request.match_info["relying_party"]
    client = await hall.api_keys.authenticate(request, owner=name)
    relying_party = hall.relying_parties.get(name)
    if relying_party is None:
        raise Problem(404, "There is no such relying party.")
    return relying_party, client
