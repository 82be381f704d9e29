"""The protocol's words for every refusal: the one table of this door (OpenID4VCI 1.0 sections 6.3, 8.3.1, 11.3)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from issuer import refusals
from plumbing.http.bodies import BodyError
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Door = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Row:
    """How a refusal is told: status and the value of `error`; `challenge` is the WWW-Authenticate header."""

    status: int
    error: str
    challenge: str | None = None


ROWS: Mapping[type[refusals.Refusal], Row] = {
    refusals.MalformedTokenRequest: Row(400, "invalid_request"),
    refusals.UnsupportedGrant: Row(400, "unsupported_grant_type"),
    refusals.GrantRefused: Row(400, "invalid_grant"),
    refusals.AuthorizationDetailsRefused: Row(400, "invalid_authorization_details"),
    # RFC 6750 section 3.1: a request without any token is told no error code in the challenge.
    refusals.AccessTokenMissing: Row(401, "invalid_token", "Bearer"),
    refusals.AccessTokenRefused: Row(401, "invalid_token", 'Bearer error="invalid_token"'),
    refusals.MalformedCredentialRequest: Row(400, "invalid_credential_request"),
    refusals.ConfigurationUnknown: Row(400, "unknown_credential_configuration"),
    refusals.ConfigurationNotGranted: Row(400, "invalid_credential_request"),
    refusals.IdentifierUnknown: Row(400, "unknown_credential_identifier"),
    refusals.EncryptionRefused: Row(400, "invalid_encryption_parameters"),
    refusals.KeyProofRefused: Row(400, "invalid_proof"),
    refusals.NonceRefused: Row(400, "invalid_nonce"),
    refusals.RequestDenied: Row(400, "credential_request_denied"),
    refusals.MalformedNotification: Row(400, "invalid_notification_request"),
    refusals.NotificationUnknown: Row(400, "invalid_notification_id"),
}
"""A row for each kind but IssuanceUnavailable: that is no error of the protocol and goes out as problem details."""

NO_STORE = {"Cache-Control": "no-store"}
RETRY_SECONDS = 5


def render_refusal(refusal: refusals.Refusal, *, status: int | None = None) -> web.Response:
    """Write a refusal in the protocol's words."""
    if isinstance(refusal, refusals.IssuanceUnavailable):
        raise Problem(
            503,
            "The credential could not be signed. Nothing was issued; please ask again in a moment.",
            headers={"Retry-After": str(RETRY_SECONDS)},
        )
    row = ROWS[type(refusal)]
    headers = dict(NO_STORE)
    if row.challenge is not None:
        headers["WWW-Authenticate"] = row.challenge
    return web.json_response(
        {"error": row.error, "error_description": refusal.detail}, status=status or row.status, headers=headers
    )


def speaks_protocol(malformed: type[refusals.Refusal]) -> Callable[[Door], Door]:
    """Make a door answer refusals in the protocol's words; `malformed` is its kind for a body it cannot read."""

    def decorate(door: Door) -> Door:
        @functools.wraps(door)
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await door(request)
            except refusals.Refusal as refusal:
                return render_refusal(refusal)
            except BodyError as error:
                return render_refusal(malformed("the body of the request cannot be read"), status=error.status)

        return answer

    return decorate
