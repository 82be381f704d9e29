"""A register as the settings name it, and one question to it: bounded in time and size, its answer read strictly."""

# ruff: noqa: N818 - the names say what happened, as one tells it to a colleague

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import JsonError
from issuer.refusals import OfficeRefusal
from plumbing.http.fetch import FetchError
from plumbing.observability.logs import get_logger

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher
    from plumbing.secret import Secret
    from use_cases.use_case import Register, UseCase

MAX_ANSWER_BYTES = 262_144
"""Room for some pictures; more is no answer."""

_JSON = "application/json"
_FOUND, _NOT_FOUND = 200, 404

_log = get_logger(__name__)


class RegisterRefusal(Exception):
    """A register that gave nothing usable; `register` says which."""

    def __init__(self, register: Register) -> None:
        super().__init__(register.id)
        self.register = register


class NobodyFound(RegisterRefusal, OfficeRefusal):
    """The register knows nobody by what was asked."""


class RegisterUnavailable(RegisterRefusal, OfficeRefusal):
    """The register does not answer, or not in time, or says that it cannot."""


class AnsweredWrongly(RegisterRefusal, OfficeRefusal):
    """The register's answer is not what the contract says, or its claims do not fit the use case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSource:
    """Where a register is.

    Attributes:
        id: its word in use-case packages.
        url: the one https address that is asked.
        secret: sent as `Authorization: Bearer ...`.
        seconds: how long an answer may take, at most five.
        inside: whether it lies in the city's own network.
    """

    id: str
    url: str
    secret: Secret[str]
    seconds: int
    inside: bool = False


async def fetch_claims(
    fetcher: Fetcher, source: RegisterSource, register: Register, use_case: UseCase, asked: JsonObject
) -> JsonObject:
    """Ask a register for one person's claims; they are not judged yet.

    Raises:
        NobodyFound, RegisterUnavailable, AnsweredWrongly: as the names say.
    """
    question = {"use_case": use_case.name, "version": use_case.version, "asked": asked}
    try:
        async with asyncio.timeout(source.seconds):
            reply = await fetcher.post_json(
                source.url,
                question,
                accept=_JSON,
                max_bytes=MAX_ANSWER_BYTES,
                headers={"Authorization": f"Bearer {source.secret.reveal()}"},
            )
    except TimeoutError as error:
        raise _unavailable(register, f"no answer came within {source.seconds} seconds") from error
    except FetchError as error:
        raise _unavailable(register, error.reason) from error
    if reply.status == _NOT_FOUND:
        raise NobodyFound(register)
    if reply.status != _FOUND:
        raise _unavailable(register, f"it answered {reply.status}")
    try:
        answer = reply.json_object()
    except JsonError as error:
        raise AnsweredWrongly(register) from error
    claims = answer.get("claims")
    if answer.keys() != {"claims"} or not isinstance(claims, dict):
        raise AnsweredWrongly(register)
    return claims


def _unavailable(register: Register, reason: str) -> RegisterUnavailable:
    _log.warning("register-unavailable", register=register.id, reason=reason)
    return RegisterUnavailable(register)
