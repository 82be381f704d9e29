"""Metadata of each office as credential issuer and as authorization server (OpenID4VCI 1.0 section 12, RFC 8414).

The well-known word stands between host and path: `/.well-known/openid-credential-issuer/offices/{office}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.hall import HALL, office_of
from issuer.issuance.credential_request import BATCH_SIZE
from issuer.openid4vci.paths import CREDENTIAL, NONCE, NOTIFICATION, TOKEN
from issuer.published.answers import public_json
from use_cases.derive.credential_configuration import credential_configurations

if TYPE_CHECKING:
    from aiohttp import web

    from credentials.strict_json import JsonObject
    from issuer.issuance.message_encryption import MessageEncryption
    from issuer.offices.office import Office

PRE_AUTHORIZED_CODE = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
MAX_AGE_SECONDS = 300


def issuer_metadata(office: Office, encryption: MessageEncryption) -> JsonObject:
    """What wallets read about this office as a credential issuer."""
    return {
        "credential_issuer": office.identifier,
        "credential_endpoint": office.identifier + CREDENTIAL,
        "nonce_endpoint": office.identifier + NONCE,
        "notification_endpoint": office.identifier + NOTIFICATION,
        "batch_credential_issuance": {"batch_size": BATCH_SIZE},
        **encryption.metadata(office),
        "display": [{"name": text, "locale": locale} for locale, text in office.name.by_locale()],
        "credential_configurations_supported": {
            name: configuration
            for use_case in office.versions  # the earlier ones for wallets with an offer of before a change
            for name, configuration in credential_configurations(use_case).items()
        },
    }


def server_metadata(office: Office) -> JsonObject:
    """What wallets read about this office as an authorization server."""
    return {
        "issuer": office.identifier,
        "token_endpoint": office.identifier + TOKEN,
        "token_endpoint_auth_methods_supported": ["none"],
        "grant_types_supported": [PRE_AUTHORIZED_CODE],
        "pre-authorized_grant_anonymous_access_supported": True,
        "authorization_details_types_supported": ["openid_credential"],
    }


async def get_issuer_metadata(request: web.Request) -> web.Response:
    """GET /.well-known/openid-credential-issuer/offices/{office}."""
    metadata = issuer_metadata(office_of(request), request.app[HALL].encryption)
    return public_json(request, metadata, max_age=MAX_AGE_SECONDS)


async def get_server_metadata(request: web.Request) -> web.Response:
    """GET /.well-known/oauth-authorization-server/offices/{office}."""
    return public_json(request, server_metadata(office_of(request)), max_age=MAX_AGE_SECONDS)
