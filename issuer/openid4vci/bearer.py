"""The access token of a request: once, in the Authorization header, nowhere else (RFC 6750, SECURITY I-12, I-29)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuer.hall import HALL
from issuer.offers import offer_store
from issuer.refusals import AccessTokenMissing, AccessTokenRefused

if TYPE_CHECKING:
    from aiohttp import web

    from issuer.offers.offer import Offer
    from issuer.offices.office import Office

_CREDENTIALS = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]{1,512}=*)")


async def offer_of_token(request: web.Request, office: Office) -> Offer:
    """The offer behind the request's access token.

    Raises:
        AccessTokenMissing: there is none in the header.
        AccessTokenRefused: it is malformed, unknown, expired, void, another office's, or in the query.
    """
    if "access_token" in request.query:
        raise AccessTokenRefused("an access token belongs into the Authorization header only")
    headers = request.headers.getall("Authorization", [])
    if not headers:
        raise AccessTokenMissing("this request needs an access token")
    found = _CREDENTIALS.fullmatch(headers[0])
    if len(headers) != 1 or found is None:
        raise AccessTokenRefused("the Authorization header does not hold one bearer token")
    hall = request.app[HALL]
    offer = await offer_store.of_token(
        hall.database,
        office=office.id,
        access_token_hash=hall.secrets.hash_of("token", found[1]),
        now=hall.clock.now(),
    )
    if offer is None:
        raise AccessTokenRefused("the access token is not accepted, or not any more")
    return offer
