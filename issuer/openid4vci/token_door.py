"""The token endpoint: a code, and its tx_code if it has one, for an access token (OpenID4VCI 1.0 section 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from credentials import strict_json
from credentials.errors import JsonError
from issuer.hall import HALL, office_of
from issuer.offers.redeem_offer import TokenRequest
from issuer.openid4vci.errors import NO_STORE, speaks_protocol
from issuer.openid4vci.metadata import PRE_AUTHORIZED_CODE
from issuer.refusals import AuthorizationDetailsRefused, GrantRefused, MalformedTokenRequest, UnsupportedGrant
from plumbing.http.bodies import read_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuer.offers.redeem_offer import Granted

MAX_BYTES = 16_384
DETAILS_TYPE = "openid_credential"
_MAX_PARAMETER = 512


@speaks_protocol(MalformedTokenRequest)
async def post_token(request: web.Request) -> web.Response:
    """POST /offices/{office}/token."""
    office = office_of(request)
    token_request = parse_token_request(await read_form(request, max_bytes=MAX_BYTES))
    granted = await request.app[HALL].redeem_offer(office, token_request)
    return web.json_response(render_token_response(granted), headers={**NO_STORE, "Pragma": "no-cache"})


def parse_token_request(form: Mapping[str, str]) -> TokenRequest:
    """Read the form; unknown parameters are ignored (RFC 6749 section 3.2).

    Raises:
        UnsupportedGrant, MalformedTokenRequest, GrantRefused, AuthorizationDetailsRefused: as the names say.
    """
    grant_type = form.get("grant_type")
    if not grant_type:
        raise MalformedTokenRequest("grant_type is missing")
    if grant_type != PRE_AUTHORIZED_CODE:
        raise UnsupportedGrant("only the pre-authorized code grant is offered")
    code = form.get("pre-authorized_code")
    if not code:
        raise MalformedTokenRequest("pre-authorized_code is missing")
    tx_code = form.get("tx_code") or None  # sent without a value is not sent (RFC 6749 section 3.2)
    if len(code) > _MAX_PARAMETER or len(tx_code or "") > _MAX_PARAMETER:
        raise GrantRefused("the code or the transaction code is not accepted")
    client_id = form.get("client_id") or None
    if client_id is not None and len(client_id) > _MAX_PARAMETER:
        raise MalformedTokenRequest("client_id is too long")
    details = form.get("authorization_details")
    return TokenRequest(
        code=code,
        tx_code=tx_code,
        client_id=client_id,
        configuration_ids=parse_authorization_details(details) if details is not None else None,
    )


def parse_authorization_details(text: str) -> tuple[str, ...]:
    """Read the credential configuration ids in authorization_details (OpenID4VCI 1.0 section 5.1.1)."""
    try:
        details = strict_json.parse(text, max_bytes=MAX_BYTES)
    except JsonError as error:
        raise MalformedTokenRequest("authorization_details is not JSON") from error
    if not isinstance(details, list) or not details:
        raise MalformedTokenRequest("authorization_details is not an array of at least one object")
    return tuple(_configuration_id(detail) for detail in details)


def _configuration_id(detail: Any) -> str:
    if not isinstance(detail, dict):
        raise MalformedTokenRequest("authorization_details is not an array of objects")
    if detail.get("type") != DETAILS_TYPE:
        raise AuthorizationDetailsRefused("only authorization details of the type openid_credential are known")
    configuration_id = detail.get("credential_configuration_id")
    if not isinstance(configuration_id, str):
        raise AuthorizationDetailsRefused("authorization details name no credential_configuration_id")
    return configuration_id


def render_token_response(granted: Granted) -> strict_json.JsonObject:
    """Write the token response (OpenID4VCI 1.0 section 6.2)."""
    answer: strict_json.JsonObject = {
        "access_token": granted.access_token,
        "token_type": "Bearer",
        "expires_in": granted.expires_in,
    }
    if granted.identifiers:
        answer["authorization_details"] = [
            {
                "type": DETAILS_TYPE,
                "credential_configuration_id": configuration_id,
                "credential_identifiers": [identifier],
            }
            for configuration_id, identifier in granted.identifiers.items()
        ]
    return answer
