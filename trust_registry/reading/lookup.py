"""The registry as a service sees it: fetched, proven, cached, never older than seen, and closed when it has expired.

While the authority's server is silent or tells lies, the last believed list goes on until it expires (SECURITY T-08);
after that nothing is trusted any more, and the reason of the last refusal is told (T-04: fail closed).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseFull
from plumbing.http.fetch import FetchFailed, FetchRefused
from plumbing.observability.logs import describe_error, get_logger
from trust_registry.reading.errors import ListExpired, ListMalformed, ListRefused, RegistryUnavailable
from trust_registry.reading.fetch_once import FetchOnce
from trust_registry.reading.seen_list import SeenList
from trust_registry.reading.signed_list import MAX_LIST_BYTES, TrustList, judge_list

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.http.fetch import Fetcher
    from trust_registry.reading.registry import Registry
    from trust_registry.reading.signed_list import Seen
    from trust_registry.reading.trust_settings import TrustSettings

LIST_MEDIA_TYPE = "application/jwt"
_OK = 200
_NOT_MODIFIED = 304
_KEEP_FAILURES_SECONDS = 5
_PATIENCE_SECONDS = 1.0
_log = get_logger("trust-registry-reader")


class RegistryReader:
    """One authority's list, as fresh as the settings ask for."""

    def __init__(
        self,
        *,
        database: Database,
        fetcher: Fetcher,
        clock: Clock,
        trust: TrustSettings,
        patience_seconds: float = _PATIENCE_SECONDS,
    ) -> None:
        """Prepare a reader; its tables must have been migrated (`tables.migrate_reading`).

        Args:
            database: where the newest list seen is remembered.
            fetcher: the guarded way out.
            clock: what time it is.
            trust: the authority, its pinned keys, and how often to ask.
            patience_seconds: how long a caller waits for a fresher list while a trusted one is at hand.
        """
        self._fetcher = fetcher
        self._clock = clock
        self._trust = trust
        self._patience = patience_seconds
        self._seen = SeenList(database=database, clock=clock, authority=trust.authority)
        self._believed: TrustList | None = None
        self._etag: str | None = None
        self._fetches: FetchOnce[None] = FetchOnce(
            clock=clock,
            refusal=RegistryUnavailable,
            keep_seconds=trust.refresh_seconds,
            keep_failures_seconds=min(_KEEP_FAILURES_SECONDS, trust.refresh_seconds),
            capacity=1,
        )

    @property
    def authority(self) -> str:
        """The DID whose word this reader believes."""
        return self._trust.authority

    async def current(self) -> Registry:
        """The newest proven list, refreshed when it is older than the settings say.

        Raises:
            RegistryUnavailable: when there is none that still holds; the code is that of the last refusal.
        """
        patience = self._patience if self._holds() else None
        return await self._current(not_older_than=None, patience=patience)

    async def refresh(self) -> Registry:
        """Ask the authority's server now, whatever the age of the list; for the periodic job and after a change."""
        return await self._current(not_older_than=0, patience=None)

    def _holds(self) -> bool:
        return self._believed is not None and self._clock.now() < self._believed.registry.expires

    async def _current(self, *, not_older_than: int | None, patience: float | None) -> Registry:
        failure: RegistryUnavailable | None = None
        try:
            async with asyncio.timeout(patience):
                await self._fetches.get("list", self._fetch, not_older_than=not_older_than)
        except TimeoutError:
            pass  # the fetch goes on, and the trusted list does until then
        except RegistryUnavailable as refused:
            failure = refused
        believed = self._believed or await self._believe_what_was_kept()
        if believed is None:
            raise failure or RegistryUnavailable("no list of the authority has been read yet")
        if self._clock.now() >= believed.registry.expires:
            detail = "the last trusted list has expired"
            if failure is not None:
                raise RegistryUnavailable(f"{detail}: {failure.detail}", code=failure.code)
            raise RegistryUnavailable(detail, code=ListExpired.code)
        return believed.registry

    async def _fetch(self) -> None:
        try:
            reply = await self._fetcher.get(
                self._trust.list_url,
                accept=LIST_MEDIA_TYPE,
                max_bytes=MAX_LIST_BYTES,
                headers={"If-None-Match": self._etag} if self._etag else None,
                expect_ok=False,  # 304 is as good an answer as 200
            )
        except (FetchRefused, FetchFailed) as error:
            raise self._alarm(RegistryUnavailable(f"the trust list cannot be fetched: {error.reason}")) from error
        if reply.status == _NOT_MODIFIED and self._etag:
            return
        if reply.status != _OK:
            raise self._alarm(RegistryUnavailable(f"the authority's server answers with status {reply.status}"))
        try:
            token = reply.body.decode("ascii")
        except UnicodeDecodeError as error:
            refused = RegistryUnavailable("the authority's server sends no list", code=ListMalformed.code)
            raise self._alarm(refused) from error
        try:
            await self._believe(token)
        except ListRefused as refused_list:
            raise self._alarm(RegistryUnavailable(refused_list.detail, code=refused_list.code)) from refused_list
        self._etag = reply.headers.get("ETag")

    async def _believe(self, token: str) -> None:
        trust_list = await self._judge(token, await self._newest_seen())
        if not await self._remember(trust_list):
            # another process moved forward in this very moment: judge again, against what it has seen
            trust_list = await self._judge(token, await self._newest_seen())
        self._believed = trust_list

    async def _newest_seen(self) -> Seen | None:
        kept = await self._seen.newest()
        seen = [kept[0]] if kept else []
        if self._believed is not None:
            seen.append(self._believed.seen)  # newer than what is kept, when there was no room to keep it
        return max(seen, key=lambda one: one.version, default=None)

    async def _remember(self, trust_list: TrustList) -> bool:
        try:
            return await self._seen.remember(trust_list)
        except DatabaseFull as error:
            # Verifying goes on. Until there is room, only this process knows how far the authority has come.
            _log.warning("trust-list-not-kept", version=trust_list.seen.version, **describe_error(error))
            return True

    async def _believe_what_was_kept(self) -> TrustList | None:
        kept = await self._seen.newest()
        if kept is None:
            return None
        try:
            # proven anew: the pinned keys may have changed since, and a database is no anchor of trust
            self._believed = await self._judge(kept[1], kept[0])
        except ListRefused as refused:
            self._alarm(RegistryUnavailable(refused.detail, code=refused.code))
            return None
        return self._believed

    async def _judge(self, token: str, newest_seen: Seen | None) -> TrustList:
        # a large list takes tens of milliseconds, which the event loop does not have
        return await asyncio.to_thread(
            judge_list,
            token,
            authority=self._trust.authority,
            keys=self._trust.keys,
            now=self._clock.now(),
            newest_seen=newest_seen,
            clock_skew=self._trust.clock_skew_seconds,
        )

    def _alarm(self, unavailable: RegistryUnavailable) -> RegistryUnavailable:
        _log.warning("trust-list-refused", authority=self._trust.authority, code=unavailable.code)
        return unavailable
