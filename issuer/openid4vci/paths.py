"""The paths of the protocol under each office, and the words in its links."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from issuer.offers.offer import Offer
    from issuer.offices.office import Office

OFFICE = "/offices/{office}"
OPAQUE_ID = "[A-Za-z0-9_-]+"
"""What our own ids in paths look like; anything else is a 404 before it reaches a database."""

OFFERS = "/offers"
TOKEN = "/token"  # noqa: S105 - a path
NONCE = "/nonce"
CREDENTIAL = "/credential"
NOTIFICATION = "/notification"

SCHEME = "openid-credential-offer://"


def offer_link(office: Office, offer: Offer) -> str:
    """The link that opens a wallet, and what the QR code holds: a reference, never the offer itself.

    Colons and slashes may stand in a query as they are (RFC 3986 section 3.4): the QR code has fewer, larger squares.
    """
    url = f"{office.identifier}{OFFERS}/{offer.link_id}"
    return f"{SCHEME}?credential_offer_uri={quote(url, safe=':/')}"
