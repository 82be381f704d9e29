"""The door for everybody's questions: ToIP Trust Registry Query Protocol 2.0, `POST /authorization`.

"May entity E do action A with resource R, by the word of authority X, at this time?" A no is an answer, with status
200; 404 says that entity, authority, action or resource is unknown here. Members of `context` that we do not know are
ignored, as the protocol wants it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from aiohttp import web

from credentials.errors import ModelError
from credentials.model.instant import parse_instant, render_instant
from credentials.verification.evidence import Standing
from plumbing.http.bodies import read_json_object
from plumbing.http.problems import Problem
from trust_registry.keeping.statement_store import current_version, read_snapshot
from trust_registry.reading.registry import Registry
from trust_registry.reading.statement import Action

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from trust_registry.keeping.authority import Authority

MAX_BODY_BYTES = 16_384
_LONGEST_IDENTIFIER = 2048
_MEMBERS = ("entity_id", "authority_id", "action", "resource")
# RFC 3986: its characters, and percent signs only before two digits
_URI_REFERENCE = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_MESSAGES = {
    Standing.AUTHORIZED: "The authority's statement covers this time.",
    Standing.NOT_LISTED: "The authority has said nothing of this entity for this action and resource.",
    Standing.NOT_YET: "The authority's statement begins later.",
    Standing.ENDED: "The authority's statement had ended by this time.",
    Standing.COMPROMISED: "The authority has declared this entity compromised; no date is believed.",
}


class TrqpApi:
    """The route of the protocol, and one Registry for as long as nothing changes."""

    def __init__(self, *, database: Database, authority: Authority, clock: Clock) -> None:
        self._database = database
        self._authority = authority
        self._clock = clock
        self._registry: Registry | None = None

    def add_routes(self, app: web.Application) -> list[web.AbstractRoute]:
        """Open the door."""
        return [app.router.add_post("/authorization", self.authorization)]

    async def authorization(self, request: web.Request) -> web.Response:
        """Answer one question."""
        question = await read_json_object(request, max_bytes=MAX_BODY_BYTES)
        _judge_members(question)
        now = self._clock.now()
        time = _requested_time(question)
        standing = await self._standing(question, at=now if time is None else time)
        answer: JsonObject = {name: question[name] for name in _MEMBERS}
        answer["authorized"] = standing is Standing.AUTHORIZED
        answer["time_evaluated"] = render_instant(now)
        if time is not None:
            answer["time_requested"] = answer_time = question["context"]["time"]
            answer["context"] = {"time": answer_time}
        answer["message"] = _MESSAGES[standing]
        return web.json_response(answer)

    async def _standing(self, question: JsonObject, *, at: int) -> Standing:
        if question["authority_id"] != self._authority.did:
            raise Problem(404, "This registry does not speak for that authority.", title="Authority not found")
        registry = await self._current()
        if question["action"] not in tuple(Action):
            raise Problem(404, "Known actions are: issue, verify.", title="Action not found")
        if not registry.knows_type(question["resource"]):
            raise Problem(404, "This resource is no credential type of this authority.", title="Resource not found")
        if not registry.knows_entity(question["entity_id"]):
            raise Problem(404, "The authority has never spoken of this entity.", title="Entity not found")
        return registry.standing(
            entity=question["entity_id"],
            action="issue" if question["action"] == Action.ISSUE else "verify",
            credential_type=question["resource"],
            at=at,
        )

    async def _current(self) -> Registry:
        version = await current_version(self._database)
        if self._registry is None or self._registry.version != version:
            snapshot = await read_snapshot(self._database, authority=self._authority.did, version=version)
            self._registry = Registry(
                authority=self._authority.did,
                version=version,
                issued=self._clock.now(),
                expires=self._clock.now(),
                statements=snapshot.statements,
                credential_types=snapshot.credential_types,
            )
        return self._registry


def _judge_members(question: JsonObject) -> None:
    for name in _MEMBERS:
        value: Any = question.get(name)
        if not isinstance(value, str) or not value:
            raise Problem(400, f"The member {name} must be a text that is not empty.")
        if len(value) > _LONGEST_IDENTIFIER or not _URI_REFERENCE.fullmatch(value):
            raise Problem(400, f"The member {name} must be an identifier as RFC 3986 writes them.")
    if not isinstance(question.get("context", {}), dict):
        raise Problem(400, "The member context must be an object.")


def _requested_time(question: JsonObject) -> int | None:
    time: Any = question.get("context", {}).get("time", "")
    if time == "":
        return None
    if not isinstance(time, str) or not time.endswith("Z"):
        raise Problem(400, "The member context.time must be an RFC 3339 time in UTC, ending in Z.")
    try:
        return parse_instant(time)
    except ModelError as error:
        raise Problem(400, f"The member context.time cannot be read: {error.detail}.") from error
