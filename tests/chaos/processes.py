"""The same work in several processes that begin together: the runners of a race."""

from __future__ import annotations

import traceback
from threading import BrokenBarrierError
from typing import TYPE_CHECKING, Any, TypeVar

from tests.chaos.forking import CONTEXT, end_with_the_drill

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier

Outcome = TypeVar("Outcome")


def race(runners: int, work: Callable[..., Outcome], *arguments: Any) -> list[Outcome]:
    """Run `work(number, start, *arguments)` in so many new processes and return their answers, the first one first.

    `work` is a function of a module, since another process must find it. It prepares, calls `start()` to wait for all
    others (once for each round), works, and answers. The race blocks, so an event loop calls it by `asyncio.to_thread`.

    Raises:
        RuntimeError: with the words of the first runner that fell.
    """
    barrier = CONTEXT.Barrier(runners)
    ways = [CONTEXT.Pipe(duplex=False) for _ in range(runners)]
    processes = [
        CONTEXT.Process(target=_run, args=(writer, barrier, number, work, arguments), daemon=True)
        for number, (_, writer) in enumerate(ways)
    ]
    for process in processes:
        process.start()
    for _, writer in ways:
        writer.close()  # so that the end of a runner is the end of its pipe
    try:
        return _answers([reader for reader, _ in ways])
    finally:
        for process in processes:
            process.kill()
            process.join()


def _answers(readers: Sequence[Connection]) -> list[Any]:
    answers, falls = [], []
    for reader in readers:
        try:
            fell, answer = reader.recv()
        except EOFError:
            fell, answer = True, ""
        (falls if fell else answers).append(answer)
    if falls:
        raise RuntimeError(max(falls, key=len) or "a runner ended without a word")
    return answers


def _run(writer: Connection, barrier: Barrier, number: int, work: Callable[..., Any], arguments: Sequence[Any]) -> None:
    end_with_the_drill()
    try:
        writer.send((False, work(number, barrier.wait, *arguments)))
    except BrokenBarrierError:
        pass  # another one fell, and says why
    except BaseException:  # noqa: BLE001 - whatever it was, the race is over and its starter is told
        barrier.abort()
        writer.send((True, traceback.format_exc()))
