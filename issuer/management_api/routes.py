"""The routes of this door; all of them lie under one office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.management_api.approval_api import get_claims, post_approval, post_refusal
from issuer.management_api.credentials_api import get_credential, post_action
from issuer.management_api.offers_api import delete_offer, get_offer, post_offer, post_renewal
from issuer.management_api.places_api import post_place_action
from issuer.management_api.renewals_api import get_renewals, post_card_renewal
from issuer.management_api.use_cases_api import get_use_case, get_use_cases
from issuer.openid4vci.paths import OPAQUE_ID

if TYPE_CHECKING:
    from aiohttp import web


def add_management_routes(app: web.Application) -> None:
    """Hang the door into the app."""
    base = "/api/offices/{office}"
    app.router.add_get(f"{base}/use-cases", get_use_cases, allow_head=False)
    app.router.add_get(f"{base}/use-cases/{{use_case:{OPAQUE_ID}}}", get_use_case, allow_head=False)
    app.router.add_post(f"{base}/offers", post_offer)
    app.router.add_get(f"{base}/offers/{{offer:{OPAQUE_ID}}}", get_offer, allow_head=False)
    app.router.add_post(f"{base}/offers/{{offer:{OPAQUE_ID}}}/renew", post_renewal)
    app.router.add_get(f"{base}/offers/{{offer:{OPAQUE_ID}}}/claims", get_claims, allow_head=False)
    app.router.add_post(f"{base}/offers/{{offer:{OPAQUE_ID}}}/approve", post_approval)
    app.router.add_post(f"{base}/offers/{{offer:{OPAQUE_ID}}}/refuse", post_refusal)
    app.router.add_delete(f"{base}/offers/{{offer:{OPAQUE_ID}}}", delete_offer)
    app.router.add_get(f"{base}/credentials/{{credential:{OPAQUE_ID}}}", get_credential, allow_head=False)
    app.router.add_post(f"{base}/credentials/{{credential:{OPAQUE_ID}}}/{{action:suspend|resume|revoke}}", post_action)
    app.router.add_get(f"{base}/renewals", get_renewals, allow_head=False)
    app.router.add_post(f"{base}/credentials/{{credential:{OPAQUE_ID}}}/renew", post_card_renewal)
    app.router.add_post(
        f"{base}/status-lists/{{list:{OPAQUE_ID}}}/places/{{place:[0-9]{{1,9}}}}/{{action:suspend|resume|revoke}}",
        post_place_action,
    )
