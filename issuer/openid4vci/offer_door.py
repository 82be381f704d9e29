"""The offer by reference (OpenID4VCI 1.0 section 4.1.3): served while it can be redeemed, never cached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from issuer.hall import HALL, office_of
from issuer.offers import offer_store
from issuer.offers.create_offer import TX_CODE_DIGITS
from issuer.openid4vci.errors import NO_STORE
from issuer.openid4vci.metadata import PRE_AUTHORIZED_CODE
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

TX_CODE_DESCRIPTION = (
    "Bitte geben Sie die Zahl ein, die Ihnen das Amt genannt hat. / Please enter the number that the office told you."
)


async def get_offer(request: web.Request) -> web.Response:
    """GET /offices/{office}/offers/{link}."""
    hall, office = request.app[HALL], office_of(request)
    offer = await offer_store.open_by_link(
        hall.database, office=office.id, link_id=request.match_info["link"], now=hall.clock.now()
    )
    part = await hall.secrets.open(hall.database, offer) if offer else None
    configurations = office.configurations_of(offer.use_case, offer.version) if offer else ()
    if offer is None or part is None or not configurations:
        # Unknown, used, expired and withdrawn look alike to whoever only has the link (SECURITY I-08).
        raise Problem(404, "This offer does not exist, or not any more.", headers=NO_STORE)
    grant: JsonObject = {"pre-authorized_code": part.pre_authorized_code}
    if part.tx_code is not None:
        grant["tx_code"] = {"input_mode": "numeric", "length": TX_CODE_DIGITS, "description": TX_CODE_DESCRIPTION}
    answer = {
        "credential_issuer": office.identifier,
        "credential_configuration_ids": list(configurations),
        "grants": {PRE_AUTHORIZED_CODE: grant},
    }
    return web.json_response(answer, headers=NO_STORE)
