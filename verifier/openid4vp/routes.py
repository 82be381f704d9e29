"""Addresses that wallets use: DID document, request object, answer."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.http.bodies import BodyError, read_form
from plumbing.http.problems import Problem
from verifier.hall import HALL
from verifier.openid4vp.errors import render_body_fault, render_refusal
from verifier.openid4vp.request_object import MEDIA_TYPE, prepare_request_object, request_claims
from verifier.openid4vp.wallet_answer import (
    MAX_VP_TOKEN_BYTES,
    encrypted_part,
    parse_decrypted_answer,
    parse_plain_answer,
)
from verifier.openid4vp.wallet_metadata import MAX_METADATA_BYTES, judge_wallet_metadata, parse_wallet_nonce
from verifier.presentation.refusals import CheckRefused, UnknownCheck
from verifier.relying_parties.relying_party import REQUEST_KEY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from verifier.relying_parties.relying_party import RelyingParty

# The form is percent-encoded JSON: at the worst every byte takes three. An encrypted answer is smaller: four for three.
MAX_ANSWER_BYTES = 3 * MAX_VP_TOKEN_BYTES
MAX_REQUEST_FORM_BYTES = 3 * MAX_METADATA_BYTES


def add_openid4vp_routes(app: web.Application) -> None:
    """Hang the door into the app."""
    base = "/relying-parties/{relying_party}"
    app.router.add_get(f"{base}/did.json", did_document)
    app.router.add_get(f"{base}/requests/{{request_id}}", request_object, allow_head=False)
    app.router.add_post(f"{base}/requests/{{request_id}}", request_object)
    app.router.add_post(f"{base}/responses/{{request_id}}", wallet_response)


def speaks_openid4vp(door: Callable[[web.Request], Awaitable[web.Response]]) -> Callable[..., Awaitable[web.Response]]:
    """Turn refusals into the protocol's words, by its one table."""

    @wraps(door)
    async def spoken(request: web.Request) -> web.Response:
        try:
            return await door(request)
        except CheckRefused as refusal:
            return render_refusal(refusal)
        except BodyError as fault:
            return render_body_fault(fault)

    return spoken


async def did_document(request: web.Request) -> web.Response:
    """The DID document of a relying party (did:web), with every key that has signed requests."""
    hall = request.app[HALL]
    relying_party = hall.relying_parties.get(request.match_info["relying_party"])
    if relying_party is None:
        raise Problem(404, "There is no such relying party.")
    keys = await hall.keyring.keys(owner=relying_party.relying_party_id)
    return web.json_response(
        relying_party.did_document(keys),
        content_type="application/did+json",
        headers={"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"},
    )


@speaks_openid4vp
async def request_object(request: web.Request) -> web.Response:
    """Sign and hand out what the wallet is asked (sections 5.7 and 5.10); repeatable until answered or expired."""
    hall = request.app[HALL]
    relying_party = _relying_party(request)
    wallet_nonce = None
    if request.method == "POST":
        form = await read_form(request, max_bytes=MAX_REQUEST_FORM_BYTES)
        judge_wallet_metadata(form)
        wallet_nonce = parse_wallet_nonce(form)
    question = await hall.fetch_request(relying_party, request_id=request.match_info["request_id"])
    claims = request_claims(relying_party, question, wallet_nonce=wallet_nonce, now=hall.clock.now())
    owner = relying_party.relying_party_id
    key = await hall.keyring.ensure(owner=owner, purpose=REQUEST_KEY)
    prepared = prepare_request_object(claims, verification_method=relying_party.verification_method(key))
    signature = await hall.keyring.sign(owner=owner, key_id=key.key_id, data=prepared.signing_input)
    return web.Response(text=prepared.attach(signature), content_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


@speaks_openid4vp
async def wallet_response(request: web.Request) -> web.Response:
    """Take the wallet's answer (section 8.2): 200 when it could be judged, 400 when it proves nothing."""
    hall = request.app[HALL]
    relying_party = _relying_party(request)
    request_id = request.match_info["request_id"]
    form = await read_form(request, max_bytes=MAX_ANSWER_BYTES)
    message = encrypted_part(form)
    if message is None:
        answer = parse_plain_answer(form, expected_state=request_id)
    else:
        plaintext = await hall.decrypt_answer(relying_party, request_id=request_id, message=message)
        answer = parse_decrypted_answer(plaintext, expected_state=request_id)
    if answer.vp_token is None:
        await hall.receive_answer.declined(relying_party, request_id=request_id)
        redirect = None
    else:
        redirect = await hall.receive_answer(
            relying_party, request_id=request_id, vp_token=answer.vp_token, encrypted=message is not None
        )
    body = {"redirect_uri": redirect} if redirect else {}
    return web.json_response(body, headers={"Cache-Control": "no-store"})


def _relying_party(request: web.Request) -> RelyingParty:
    relying_party = request.app[HALL].relying_parties.get(request.match_info["relying_party"])
    if relying_party is None:
        raise UnknownCheck("there is no such check")
    return relying_party
