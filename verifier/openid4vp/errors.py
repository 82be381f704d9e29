"""The one table from what the hall refuses to the words and codes of OpenID4VP 1.0 (section 8.5) and RFC 6749."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from plumbing.http.bodies import BodyError
from verifier.presentation import refusals


class Words(NamedTuple):
    """HTTP status and error code."""

    status: int
    error: str


WORDS: dict[type[refusals.CheckRefused], Words] = {
    refusals.UnknownCheck: Words(404, "invalid_request"),
    refusals.CheckOver: Words(400, "invalid_request"),
    refusals.MalformedAnswer: Words(400, "invalid_request"),
    refusals.UnprovenAnswer: Words(400, "invalid_request"),
    refusals.WalletCannotAnswer: Words(400, "vp_formats_not_supported"),
    refusals.UnknownPurpose: Words(403, "unauthorized_client"),
    refusals.ClaimsBeyondPurpose: Words(403, "unauthorized_client"),
    refusals.PurposeNotAskable: Words(400, "invalid_request"),
    refusals.NoReturnPage: Words(400, "invalid_request"),
    refusals.RegistryAway: Words(503, "temporarily_unavailable"),
}


def render_refusal(error: refusals.CheckRefused) -> web.Response:
    """Answer a wallet with the protocol's words."""
    words = WORDS[type(error)]
    return _respond(words, error.detail)


def render_body_fault(error: BodyError) -> web.Response:
    """Answer a request whose body could not even be read."""
    return _respond(Words(error.status, "invalid_request"), error.reason)


def _respond(words: Words, description: str) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    if words.status == web.HTTPServiceUnavailable.status_code:
        headers["Retry-After"] = "30"
    return web.json_response(
        {"error": words.error, "error_description": description}, status=words.status, headers=headers
    )
