"""Errors as problem details (RFC 9457): one shape for whatever goes wrong behind any door that has no words of its own.

A door raises `Problem`; the middleware of `plumbing/http/app.py` turns it, aiohttp's own refusals (404, 405, 413) and
everything unexpected into `application/problem+json`. The sentences are fixed: nothing of the request is quoted.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENT_TYPE = "application/problem+json"

_DETAILS = {
    400: "The request could not be understood.",
    401: "This address wants a key that is known here.",
    403: "This key does not open this address.",
    404: "There is nothing at this address.",
    405: "This address does not answer this method; the Allow header names those it does.",
    408: "The request did not arrive in time.",
    413: "The body is larger than this address accepts.",
    415: "This address does not read bodies of this kind.",
    417: "This address does not meet the Expect header.",
    500: "Something went wrong on our side. The request id helps the operator to find out what.",
    503: "The service cannot answer at the moment; try again later.",
}


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem, and so do we
    """A refusal with the words for the caller.

    Attributes:
        status: the HTTP status.
        title: what kind of problem it is; the status' own phrase unless told otherwise.
        detail: a sentence about this occurrence: what is wrong and what to do. Never personal data.
        type_: a URI naming the kind; `about:blank` says that the status tells everything.
        headers: further headers of the answer.
        extra: further members of the problem.
    """

    def __init__(
        self,
        status: int,
        detail: str | None = None,
        *,
        title: str | None = None,
        type_: str = "about:blank",
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.title = title or HTTPStatus(status).phrase
        self.detail = _DETAILS.get(status, "") if detail is None else detail
        self.type_ = type_
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        super().__init__(f"{status} {self.title}")

    def to_json(self) -> dict[str, Any]:
        """Return the members of the problem as RFC 9457 names them."""
        members: dict[str, Any] = {"type": self.type_, "title": self.title, "status": self.status}
        if self.detail:
            members["detail"] = self.detail
        return {**self.extra, **members}


def render_problem(problem: Problem, *, request_id: str | None = None) -> web.Response:
    """Write the problem as an answer."""
    members = problem.to_json()
    if request_id is not None:
        members["request_id"] = request_id
    body = json.dumps(members, ensure_ascii=False, allow_nan=False).encode()
    return web.Response(status=problem.status, body=body, content_type=CONTENT_TYPE, headers=problem.headers)


def problem_of(refusal: web.HTTPException) -> Problem:
    """Say one of aiohttp's own refusals in our words, keeping what the caller needs (Allow)."""
    kept = {name: refusal.headers[name] for name in ("Allow",) if name in refusal.headers}
    return Problem(refusal.status, headers=kept)
