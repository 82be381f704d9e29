"""The door for the authority's own people and programs: every address wants the authority's bearer API key.

All faults of a request are told together, in the problem's member `faults`. A change is answered with the version of
the list from which on it is public, and whether that list is out already. `POST /api/statements` takes an
Idempotency-Key: the same request with the same key says nothing twice and answers 200 instead of 201. The other changes
need none: made again, they leave everything as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.http.bodies import read_json_object
from plumbing.http.problems import Problem
from plumbing.idempotency.header import read_idempotency_key
from plumbing.observability.logs import describe_error, get_logger
from trust_registry.keeping.change import ChangeContradicts, ChangeMalformed, ChangeRefused, StatementUnknown
from trust_registry.keeping.statement_store import current_version, read_snapshot
from trust_registry.reading.statement import render_statement

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import TypeVar

    from plumbing.access.api_keys import ApiClient, ApiKeys
    from plumbing.database.port import Database
    from trust_registry.keeping.authority import Authority
    from trust_registry.keeping.change import Changes
    from trust_registry.keeping.publish import Publisher

    T = TypeVar("T")

MAX_BODY_BYTES = 65_536
_log = get_logger("trust-registry-management")


class ManagementApi:
    """The routes below /api."""

    def __init__(
        self, *, database: Database, authority: Authority, changes: Changes, publisher: Publisher, api_keys: ApiKeys
    ) -> None:
        self._database = database
        self._authority = authority
        self._changes = changes
        self._publisher = publisher
        self._api_keys = api_keys

    def add_routes(self, app: web.Application) -> None:
        """Open the door."""
        app.router.add_get("/api/statements", self.list_statements)
        app.router.add_post("/api/statements", self.say)
        app.router.add_post("/api/statements/{id}/end", self.end)
        app.router.add_get("/api/credential-types", self.list_types)
        app.router.add_put("/api/credential-types", self.register_type)

    async def list_statements(self, request: web.Request) -> web.Response:
        """Tell all statements, ended ones included."""
        await self._authenticate(request)
        version = await current_version(self._database)
        snapshot = await read_snapshot(self._database, authority=self._authority.did, version=version)
        return web.json_response(
            {"version": version, "statements": [render_statement(statement) for statement in snapshot.statements]}
        )

    async def say(self, request: web.Request) -> web.Response:
        """Say a new statement; 200 when the same request was answered before."""
        client = await self._authenticate(request)
        key = read_idempotency_key(request)
        body = await read_json_object(request, max_bytes=MAX_BODY_BYTES)
        said = await _answered(self._changes.say(body, idempotency_key=key, actor=client.actor))
        return web.json_response(
            {"statement": render_statement(said.statement), **await self._publish(said.version)},
            status=201 if said.said_now else 200,
            headers={"Location": f"{self._authority.public_url}/statements/{said.statement.id}"},
        )

    async def end(self, request: web.Request) -> web.Response:
        """End a statement."""
        client = await self._authenticate(request)
        body = await read_json_object(request, max_bytes=MAX_BODY_BYTES)
        statement, version = await _answered(self._changes.end(request.match_info["id"], body, actor=client.actor))
        return web.json_response({"statement": render_statement(statement), **await self._publish(version)})

    async def list_types(self, request: web.Request) -> web.Response:
        """Tell all credential types with their documents."""
        await self._authenticate(request)
        version = await current_version(self._database)
        snapshot = await read_snapshot(self._database, authority=self._authority.did, version=version)
        return web.json_response(
            {"version": version, "credential_types": [entry.to_json() for entry in snapshot.credential_types]}
        )

    async def register_type(self, request: web.Request) -> web.Response:
        """Register a credential type or newer documents of one; its IRI stands in the body."""
        client = await self._authenticate(request)
        body = await read_json_object(request, max_bytes=MAX_BODY_BYTES)
        entry, version = await _answered(self._changes.register_type(body, actor=client.actor))
        return web.json_response({"credential_type": entry.to_json(), **await self._publish(version)})

    async def _authenticate(self, request: web.Request) -> ApiClient:
        return await self._api_keys.authenticate(request, owner=self._authority.did)

    async def _publish(self, version: int) -> dict[str, object]:
        # the change is made; when it cannot be published this moment, the next turn of the job does it
        published = False
        try:
            published = (await self._publisher.publish()).version >= version
        except Exception as error:  # noqa: BLE001 - told in the answer and in the log
            _log.error("trust-list-not-published", version=version, **describe_error(error))
        return {"version": version, "published": published}


async def _answered(change: Awaitable[T]) -> T:
    try:
        return await change
    except ChangeRefused as refused:
        raise _problem(refused) from refused


def _problem(refused: ChangeRefused) -> Problem:
    match refused:
        case ChangeMalformed(faults=faults):
            told = [{"place": place, "message": message} for place, message in faults]
            return Problem(400, "The request has faults; mend all of them and send it again.", extra={"faults": told})
        case StatementUnknown():
            return Problem(404, "There is no statement with this id.")
        case ChangeContradicts():
            return Problem(409, f"This cannot be said: {refused}.")
    return Problem(409)
