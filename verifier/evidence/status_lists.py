"""Status lists, fetched whole and kept for as long as they say (SECURITY S-08).

Bitstring Status List 1.0 section 3.2 and Token Status List section 8.1; what was sent says which of the two it is.
The list is fetched without any hint of which card is looked at: whole, without cookies, query or referrer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.status import token_status_list
from credentials.status.bitstring_status_list import read_ttl
from credentials.strict_json import parse_object
from credentials.verification.evidence import Unavailable
from plumbing.http.fetch import FetchFailed, FetchRefused

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.http.fetch import Fetcher, Reply

ACCEPT = ("application/vc", token_status_list.MEDIA_TYPE)
# 131,072 places that do not compress take 16 KiB; half a million with their proof stay far below this.
MAX_LIST_BYTES = 512 * 1024
# A list that asks to be kept for ever, or never, is kept this long at the most, or at the least (seconds).
MAX_AGE = 300
MIN_AGE = 10
# As many lists as a city's offices use in a month; older ones are fetched again.
MAX_LISTS = 256


class StatusLists:
    """Fetched lists by address; a list's own `ttl` says when it must be fetched again."""

    def __init__(self, *, fetcher: Fetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._kept: dict[str, tuple[int, JsonObject | str]] = {}

    async def fetch(self, url: str) -> JsonObject | str | Unavailable:
        """The list behind `url`, fresh enough; never judged here.

        Returns:
            The status list credential or the status list token as received, or why it could not be had.
        """
        now = self._clock.now()
        until, document = self._kept.get(url, (0, ""))
        if now < until:
            return document
        try:
            document = _read(await self._fetcher.get(url, accept=ACCEPT, max_bytes=MAX_LIST_BYTES))
        except (FetchRefused, FetchFailed, CredentialError) as error:
            return Unavailable(str(error))
        while len(self._kept) >= MAX_LISTS:
            self._kept.pop(next(iter(self._kept)))
        self._kept[url] = (now + _seconds_to_keep(document), document)
        return document


def _read(reply: Reply) -> JsonObject | str:
    if reply.content_type == token_status_list.MEDIA_TYPE:
        return reply.body.decode("ascii", errors="replace")  # what is no token is found by whoever judges it
    return parse_object(reply.body, max_bytes=MAX_LIST_BYTES)


def _seconds_to_keep(document: JsonObject | str) -> int:
    try:
        if isinstance(document, str):
            seconds = token_status_list.parse_list_token(document).ttl or 0
        else:
            seconds = (read_ttl(document) or 0) / 1000
    except CredentialError:
        return MIN_AGE  # the Verdict says what is wrong with the list
    return int(min(max(seconds, MIN_AGE), MAX_AGE))
