"""Who may change something: only this page itself, in this browser (SECURITY: CSRF, DNS rebinding).

A form carries a token of this process; the request must also say that it comes from here. `Origin: null` is what
browsers send from pages with `Referrer-Policy: no-referrer`; then `Sec-Fetch-Site` must vouch instead.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from plumbing.entropy import new_token
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from plumbing.entropy import Entropy

FIELD = "form_token"
HOSTS = ("localhost", "127.0.0.1")


class FormGuard:
    """Guards all forms of one process.

    Attributes:
        token: stands in every form.
    """

    def __init__(self, *, entropy: Entropy) -> None:
        self.token = new_token(entropy)

    def refuse_strange_host(self, request: web.Request) -> None:
        """Refuse a name that only another site's DNS can have led here by.

        Raises:
            Problem: 421.
        """
        if request.url.host not in HOSTS:
            raise Problem(421, "This page is reached as localhost only.")

    def refuse_foreign(self, request: web.Request, form: Mapping[str, str]) -> None:
        """Refuse a form that was not sent from this page.

        Raises:
            Problem: 403.
        """
        site = request.headers.get("Sec-Fetch-Site")
        origin = request.headers.get("Origin")
        own = f"http://{request.host}"
        sent_from_here = site in (None, "same-origin") and (
            origin in (None, own) or (origin == "null" and site == "same-origin")
        )
        if not sent_from_here or not hmac.compare_digest(form.get(FIELD, "").encode(), self.token.encode()):
            raise Problem(403, "This form was not sent from the start page as it is now. Go back and load it again.")
