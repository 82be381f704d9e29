"""A small real register for a city that is made up: it knows one person, by whatever it is asked (register.md)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from aiohttp import web

from credentials.encoding import encode_base64url

if TYPE_CHECKING:
    from pathlib import Path

    from credentials.strict_json import JsonObject
    from plumbing.entropy import Entropy
    from use_cases.use_case import UseCase

PATH = "/claims"


class SampleRegister:
    """Everything that a package calls a register.

    Attributes:
        person: what is known of whoever is asked for; None when nobody is known.
    """

    def __init__(self, entropy: Entropy) -> None:
        self._secret = encode_base64url(entropy.take(32))
        self.person: JsonObject | None = None

    def app(self) -> web.Application:
        """The server's routes."""
        app = web.Application()
        app.router.add_post(PATH, self._answer)
        return app

    def settings(self, use_case: UseCase, *, address: str, folder: Path) -> list[JsonObject]:
        """Tell an issuer where all registers of a package are; their secret goes into a file that it reads."""
        file = folder / "register.secret"
        file.touch(mode=0o600)
        file.write_text(self._secret, "utf-8")
        return [{"id": register.id, "url": address + PATH, "secret_file": str(file)} for register in use_case.registers]

    async def _answer(self, request: web.Request) -> web.Response:
        shown = request.headers.get("Authorization", "")
        if not hmac.compare_digest(shown.encode(), f"Bearer {self._secret}".encode()):
            return web.Response(status=401)
        if self.person is None:
            return web.Response(status=404)
        return web.json_response({"claims": self.person})


def typed_in(use_case: UseCase, given: JsonObject) -> JsonObject:
    """What a clerk types of the claims that are given: all that no register gives."""
    from_registers = {claim.name for claim in use_case.claims if claim.register is not None}
    return {name: value for name, value in given.items() if name not in from_registers}
