"""The door for readers: the signed list, single statements, and the authority's DID document. Nothing here is personal.

What is served is what the newest published list says; an expired list is not served, because nobody would believe it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.http.problems import Problem
from plumbing.keyring.port import KeyringError
from plumbing.observability.logs import describe_error, get_logger
from trust_registry.keeping.statement_store import find_statement
from trust_registry.reading.lookup import LIST_MEDIA_TYPE
from trust_registry.reading.statement import render_statement

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from trust_registry.keeping.authority import Authority
    from trust_registry.keeping.publish import PublishedList, Publisher

# A change reaches readers after their own refresh and what a cache in between adds to it.
_LIST_CACHE = "public, max-age=10"
_DOCUMENT_CACHE = "public, max-age=300"
_log = get_logger("trust-registry-public")


class PublicApi:
    """The routes that everybody may read."""

    def __init__(self, *, database: Database, authority: Authority, publisher: Publisher, clock: Clock) -> None:
        self._database = database
        self._authority = authority
        self._publisher = publisher
        self._clock = clock

    def add_routes(self, app: web.Application) -> list[web.AbstractRoute]:
        """Open the door."""
        return [
            app.router.add_get("/trust-list", self.trust_list),
            app.router.add_get("/statements/{id}", self.statement),
            app.router.add_get("/.well-known/did.json", self.did_document),
        ]

    async def trust_list(self, request: web.Request) -> web.Response:
        """Serve the newest signed list."""
        newest = await self._publisher.newest()
        if newest is not None and self._clock.now() >= newest.expires:
            newest = await self._renewed()
        if newest is None or self._clock.now() >= newest.expires:
            raise Problem(503, "No list is signed that still holds; try again shortly.", headers={"Retry-After": "5"})
        headers = {"ETag": f'"{newest.version}"', "Cache-Control": _LIST_CACHE}
        if any(tag.value == str(newest.version) for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=newest.token.encode("ascii"), headers=headers | {"Content-Type": LIST_MEDIA_TYPE})

    async def _renewed(self) -> PublishedList | None:
        # the machine slept through the renewal; nobody need wait for the job's next turn
        try:
            return await self._publisher.publish()
        except KeyringError as error:
            _log.error("trust-list-not-renewed", **describe_error(error))
            return None

    async def statement(self, request: web.Request) -> web.Response:
        """Serve one statement, for people to look at; only the signed list proves it."""
        statement = await find_statement(self._database, request.match_info["id"], authority=self._authority.did)
        if statement is None:
            raise Problem(404, "There is no statement with this id.")
        return web.json_response(render_statement(statement))

    async def did_document(self, _request: web.Request) -> web.Response:
        """Serve the authority's DID document."""
        return web.json_response(
            self._authority.document(),
            content_type="application/did+json",
            headers={"Cache-Control": _DOCUMENT_CACHE},
        )
