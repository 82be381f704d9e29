"""Verify for a service that speaks the W3C VC API (VCALM 1.0 section 3.3).

POST /vc-api/relying-parties/{relying_party}/credentials/verify    {"verifiableCredential": {...}, "options": {...}}
POST /vc-api/relying-parties/{relying_party}/presentations/verify  {"verifiablePresentation": {...}, "options": {
                                                                        "challenge": "...", "domain": "..."}}
POST /vc-api/relying-parties/{relying_party}/challenges            no body, or {}

A verification that could be made answers 200, whatever it found: `verified` is true only for a valid Verdict (a card
that is revoked, expired or cannot be judged now is not verified), and `problemDetails` say what is wrong and what to
do. 400 is for a request that could not be understood.

A presentation answers a challenge from this address, once. Its proof names `options.domain`, or the relying party's DID
when the request has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.http.vc_api_request import malformed, read_vc_api_request
from verifier.hall import HALL
from verifier.management_api.routes import authenticated, speaks_problems
from verifier.vc_api import wire

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

BASE = "/vc-api/relying-parties/{relying_party}"
MAX_CHALLENGE_BYTES = 256
NO_STORE = {"Cache-Control": "no-store"}


def add_vc_api_routes(app: web.Application) -> None:
    """Hang the door into the app."""
    app.router.add_post(f"{BASE}/credentials/verify", verify_credential)
    app.router.add_post(f"{BASE}/presentations/verify", verify_presentation)
    app.router.add_post(f"{BASE}/challenges", make_challenge)


@speaks_problems
async def verify_credential(request: web.Request) -> web.Response:
    """Verify a credential alone."""
    relying_party, _ = await authenticated(request)
    said = await read_vc_api_request(
        request,
        members=wire.CREDENTIAL_MEMBERS,
        options=wire.CREDENTIAL_OPTIONS,
        max_bytes=wire.MAX_CREDENTIAL_BYTES,
    )
    document: JsonObject = said.members[wire.CREDENTIAL]
    verdict = await request.app[HALL].verify_document.credential(relying_party, document)
    answer = wire.render_credential_answer(document, verdict, said.options, warnings="refuse")
    return web.json_response(answer, headers=NO_STORE)


@speaks_problems
async def verify_presentation(request: web.Request) -> web.Response:
    """Verify a presentation that answers a challenge; the challenge is used up whatever comes of it."""
    relying_party, _ = await authenticated(request)
    said = await read_vc_api_request(
        request,
        members=wire.PRESENTATION_MEMBERS,
        options=wire.PRESENTATION_OPTIONS,
        max_bytes=wire.MAX_PRESENTATION_BYTES,
    )
    if "challenge" not in said.options:
        raise malformed("options.challenge is missing: ask for one at /challenges, and hand it to the wallet.")
    hall, document = request.app[HALL], said.members[wire.PRESENTATION]
    challenge: str = said.options["challenge"]
    if not await hall.challenges.take(relying_party=relying_party.relying_party_id, challenge=challenge):
        return web.json_response(wire.render_unknown_challenge(), headers=NO_STORE)
    domain: str = said.options.get("domain", relying_party.did)
    verdict = await hall.verify_document.presentation(relying_party, document, challenge=challenge, domain=domain)
    answer = wire.render_presentation_answer(document, verdict, said.options, warnings="refuse")
    return web.json_response(answer, headers=NO_STORE)


@speaks_problems
async def make_challenge(request: web.Request) -> web.Response:
    """Hand out a challenge that is good once, for a few minutes."""
    relying_party, _ = await authenticated(request)
    if request.can_read_body:
        await read_vc_api_request(request, members={}, options={}, max_bytes=MAX_CHALLENGE_BYTES)
    challenge = await request.app[HALL].challenges.make(relying_party=relying_party.relying_party_id)
    return web.json_response({"challenge": challenge}, headers=NO_STORE)
