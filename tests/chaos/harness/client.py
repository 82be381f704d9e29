"""A client that loses answers: it knows what it was told, and tries again as long as the protocol lets it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from credentials.strict_json import JsonObject, parse_object

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from tests.chaos.harness.ledger import Ledger

PATIENCE = 60.0
_ANSWER_SECONDS = 20.0
_PAUSE = 0.1
_AWAY = 503
_SERVER_ERRORS = 500


class AnswerLost(Exception):  # noqa: N818 - what chaos is about
    """The connection broke before the whole answer was here: what was asked may or may not have been done."""


class GaveUp(Exception):  # noqa: N818 - what a drill counts
    """A service did not answer for a whole minute."""


@dataclass(frozen=True)
class Answer:
    """Status and body; `doubtful` when an answer to the same question was lost before."""

    status: int
    body: bytes
    doubtful: bool = False

    def json(self) -> JsonObject:
        """The body as a JSON object."""
        return parse_object(self.body, max_bytes=1 << 20)


class Client:
    """One caller with its own connections."""

    def __init__(self, tls: ssl.SSLContext, ledger: Ledger) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=tls), timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
        )
        self._ledger = ledger

    async def ask(self, method: str, url: str, *, key: str | None = None, **given: Any) -> Answer:
        """Ask once.

        Raises:
            AnswerLost: there was no whole answer.
        """
        headers: Mapping[str, str] = given.pop("headers", {})
        if key is not None:
            headers = {**headers, "Authorization": f"Bearer {key}"}
        try:
            async with self._session.request(method, url, headers=headers, **given) as reply:
                answer = Answer(reply.status, await reply.read())
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise AnswerLost from error
        if answer.status >= _SERVER_ERRORS and answer.status != _AWAY:
            self._ledger.wrong("server_errors", f"{answer.status} from {method} {_path(url)}")
        return answer

    async def persist(self, method: str, url: str, **given: Any) -> Answer:
        """Ask until there is an answer other than 503; for what may be asked again as it is.

        Raises:
            GaveUp: there was none for a minute.
        """
        begun = time.monotonic()
        doubtful = False
        while time.monotonic() - begun < PATIENCE:
            try:
                answer = await self.ask(method, url, **given)
            except AnswerLost:
                doubtful = True
                self._ledger.count("answers_lost")
            else:
                if answer.status != _AWAY:
                    return Answer(answer.status, answer.body, doubtful)
                doubtful = True  # a commit may have become unknown
                self._ledger.count("answers_503")
            await asyncio.sleep(_PAUSE)
        self._ledger.wrong("gave_up", f"{method} {_path(url)}")
        raise GaveUp(url)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()


def _path(url: str) -> str:
    return "/".join(url.split("/")[3:6])
