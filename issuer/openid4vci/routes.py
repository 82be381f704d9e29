"""The routes of this door; the well-known word is inserted before the office's path, never appended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.openid4vci.credential_door import post_credential
from issuer.openid4vci.metadata import get_issuer_metadata, get_server_metadata
from issuer.openid4vci.nonce_door import post_nonce
from issuer.openid4vci.notification_door import post_notification
from issuer.openid4vci.offer_door import get_offer
from issuer.openid4vci.paths import CREDENTIAL, NONCE, NOTIFICATION, OFFERS, OFFICE, OPAQUE_ID, TOKEN
from issuer.openid4vci.token_door import post_token
from plumbing.http.browsers import open_to_browsers

if TYPE_CHECKING:
    from aiohttp import web


def add_openid4vci_routes(app: web.Application) -> None:
    """Hang the door into the app; wallets that live in a browser may call it too."""
    router = app.router
    open_to_browsers(
        app,
        router.add_get(f"/.well-known/openid-credential-issuer{OFFICE}", get_issuer_metadata),
        router.add_get(f"/.well-known/oauth-authorization-server{OFFICE}", get_server_metadata),
        # No HEAD: fetching an offer is noted, and whoever only asks for its headers has not opened it.
        router.add_get(f"{OFFICE}{OFFERS}/{{link:{OPAQUE_ID}}}", get_offer, allow_head=False),
        router.add_post(f"{OFFICE}{TOKEN}", post_token),
        router.add_post(f"{OFFICE}{NONCE}", post_nonce),
        router.add_post(f"{OFFICE}{CREDENTIAL}", post_credential),
        router.add_post(f"{OFFICE}{NOTIFICATION}", post_notification),
    )
