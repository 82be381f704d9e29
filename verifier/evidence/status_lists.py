"""Status lists, fetched whole and kept for as long as they say (Bitstring Status List 1.0 section 3.2, SECURITY S-08).

The list is fetched without any hint of which card is looked at: whole, without cookies, query or referrer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.status.bitstring_status_list import read_ttl
from credentials.strict_json import parse_object
from credentials.verification.evidence import Unavailable
from plumbing.http.fetch import FetchFailed, FetchRefused

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.http.fetch import Fetcher

ACCEPT = ("application/vc",)
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
        self._kept: dict[str, tuple[int, JsonObject]] = {}

    async def fetch(self, url: str) -> JsonObject | Unavailable:
        """The list behind `url`, fresh enough; never judged here.

        Returns:
            The status list credential as received, or why it could not be had.
        """
        now = self._clock.now()
        until, document = self._kept.get(url, (0, {}))
        if now < until:
            return document
        try:
            reply = await self._fetcher.get(url, accept=ACCEPT, max_bytes=MAX_LIST_BYTES)
            document = parse_object(reply.body, max_bytes=MAX_LIST_BYTES)
        except (FetchRefused, FetchFailed, CredentialError) as error:
            return Unavailable(str(error))
        while len(self._kept) >= MAX_LISTS:
            self._kept.pop(next(iter(self._kept)))
        self._kept[url] = (now + _seconds_to_keep(document), document)
        return document


def _seconds_to_keep(document: JsonObject) -> int:
    try:
        ttl = read_ttl(document) or 0
    except CredentialError:
        return MIN_AGE  # the Verdict says what is wrong with the list
    return min(max(ttl // 1000, MIN_AGE), MAX_AGE)
