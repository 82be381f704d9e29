"""Fetch a thing once for everybody who wants it now; remember it, and remember failures too (SECURITY N-06).

Without this, a hundred checks in one second would knock a hundred times at one small server, and a broken server would
be asked again by every single check. Both memories are bounded: keys come from what strangers present.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plumbing.clock import Clock

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[V]):
    value: V | None
    failure: Exception | None
    at: int


class FetchOnce(Generic[V]):
    """A bounded memory of fetched values and of failures, with one fetch at a time for each key."""

    def __init__(
        self,
        *,
        clock: Clock,
        refusal: type[Exception],
        keep_seconds: int,
        keep_failures_seconds: int,
        capacity: int,
    ) -> None:
        self._clock = clock
        self._refusal = refusal
        self._keep_seconds = keep_seconds
        self._keep_failures_seconds = keep_failures_seconds
        self._capacity = capacity
        self._kept: OrderedDict[str, _Kept[V]] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[V]] = {}

    async def get(self, key: str, fetch: Callable[[], Awaitable[V]], *, not_older_than: int | None = None) -> V:
        """Answer from memory, or join the fetch under way, or start one.

        Args:
            key: what is wanted.
            fetch: how to get it; may raise the refusal, which is remembered for a short while.
            not_older_than: accept a remembered value only up to this age in seconds.

        Raises:
            Exception: the refusal that `fetch` raised, now or a moment ago.
        """
        kept = self._remembered(key, not_older_than)
        if kept is not None:
            if kept.failure is not None:
                # a fresh copy: raising one exception object twice would grow its traceback for ever
                raise _copy(kept.failure)
            return kept.value  # type: ignore[return-value]
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(self._fetch(key, fetch))
            self._under_way[key] = task
            task.add_done_callback(lambda done: self._finished(key, done))
        # whoever goes away early must not take the answer from the others
        return await asyncio.shield(task)

    def forget(self, key: str) -> None:
        """Drop what is remembered of a key."""
        self._kept.pop(key, None)

    def _remembered(self, key: str, not_older_than: int | None) -> _Kept[V] | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        age = self._clock.now() - kept.at
        lifetime = self._keep_failures_seconds if kept.failure is not None else self._keep_seconds
        if kept.failure is None and not_older_than is not None:
            lifetime = min(lifetime, not_older_than)
        # a clock that went backwards makes ages negative: such a memory has no age that could be trusted
        return kept if 0 <= age < lifetime else None

    async def _fetch(self, key: str, fetch: Callable[[], Awaitable[V]]) -> V:
        try:
            value = await fetch()
        except self._refusal as refusal:
            self._keep(key, _Kept(None, refusal, self._clock.now()))
            raise
        self._keep(key, _Kept(value, None, self._clock.now()))
        return value

    def _keep(self, key: str, kept: _Kept[V]) -> None:
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > self._capacity:
            self._kept.popitem(last=False)

    def _finished(self, key: str, task: asyncio.Task[V]) -> None:
        self._under_way.pop(key, None)
        if not task.cancelled():
            task.exception()  # every waiter may have gone away; then nobody else looks at it


def _copy(failure: Exception) -> Exception:
    fresh = type(failure).__new__(type(failure), *failure.args)
    fresh.args = failure.args
    fresh.__dict__.update(failure.__dict__)
    return fresh
