"""Hundreds of connections that begin and do not go on: closed in ten seconds, and others hardly notice (H-05, M-11)."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.founded_city import SERVICES, found_city
from tests.chaos.harness.plain_client import PlainClient, Seen
from tests.chaos.processes import race

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.chaos.harness.founded_city import FoundedCity

NAME = "slow-connections"
CLOSED_WITHIN = 10.0
_PATIENCE = 25.0
_OPENED_A_SECOND = 100  # so that 500 are open together, while none lives for more than ten seconds
_CALM_SECONDS = 10.0
_GOOD_CLIENTS = 4
_GOOD_PAUSE = 0.05
_TIMES_THEIR_P99 = 2.0
_MORE_THAN_BUFFERS_HOLD = 30  # answers of three kilobytes each
_NOT_READING = 50  # one in so many: each is a thread of the attacker
_HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Measure good clients alone, then beside so many slow ones."""
    calm, stormy = Seen(), Seen()
    urls = {service: new_database(engine, folder, service) for service in SERVICES}
    async with found_city(folder, urls, serving=("issuer",)) as city:
        calm_ends = time.monotonic() + (_CALM_SECONDS if rounds > _OPENED_A_SECOND else 0.5)
        await _good_clients(city, calm, lambda: time.monotonic() > calm_ends)
        attack = asyncio.create_task(asyncio.to_thread(race, 1, attack_all, city.office_url, rounds))
        await _good_clients(city, stormy, attack.done)
        (lives,) = await attack
    seconds = [life.seconds for life in lives if life.closed]
    slowest = max(seconds, default=0.0)
    say(f"{len(seconds)} slow connections closed, the last after {slowest:.1f} s")
    say(f"p99 of others: {calm.p99() * 1000:.1f} ms before, {stormy.p99() * 1000:.1f} ms beside them")
    missed = []
    if rounds > _OPENED_A_SECOND and stormy.p99() > _TIMES_THEIR_P99 * calm.p99():
        missed.append(f"the p99 of others rose from {calm.p99() * 1000:.1f} to {stormy.p99() * 1000:.1f} ms")
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts={
            "slow_connections": rounds,
            "open_at_once": most_at_once(lives),
            "closed": len(seconds),
            "closed_after_more_than_ten_seconds": sum(one > CLOSED_WITHIN for one in seconds),
            "never_closed": len(lives) - len(seconds),
            "slowest_close_milliseconds": round(slowest * 1000),
            "others_answered": len(calm.seconds) + len(stormy.seconds),
            "others_failed": len(calm.failed) + len(stormy.failed),
            "others_p99_before_microseconds": round(calm.p99() * 1e6),
            "others_p99_beside_microseconds": round(stormy.p99() * 1e6),
        },
        wrong=("closed_after_more_than_ten_seconds", "never_closed", "others_failed"),
        missed=tuple(missed),
        notes=f"{_OPENED_A_SECOND} are opened a second; the others keep their connections. "
        + ("" if rounds > _OPENED_A_SECOND else "A short run does not hold the others against their p99."),
    )


async def _good_clients(city: FoundedCity, seen: Seen, over: Callable[[], bool]) -> None:
    path = f"/.well-known/openid-credential-issuer{urlsplit(city.office_url).path}"

    async def call(client: PlainClient) -> None:
        while not over():
            await client.ask("GET", path)
            await asyncio.sleep(_GOOD_PAUSE)
        client.close()

    await asyncio.gather(*(call(PlainClient(city.office_url, city.tls, seen)) for _ in range(_GOOD_CLIENTS)))


@dataclass(frozen=True)
class Life:
    """One slow connection: when it was begun, when it ended, and whether the service closed it."""

    begun: float
    ended: float
    closed: bool

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.ended - self.begun


def most_at_once(lives: Sequence[Life]) -> int:
    """How many were there together at the most."""
    return max((sum(other.begun <= one.begun < other.ended for other in lives) for one in lives), default=0)


def attack_all(_number: int, _start: Callable[[], object], url: str, count: int) -> list[Life]:
    """Open so many slow connections in a process of their own, and wait until each is closed."""
    return asyncio.run(_attack(url, count))


async def _attack(url: str, count: int) -> list[Life]:
    # one thread for each that does not read: waiting for another's thread is no slowness of the service
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1 + count // _NOT_READING))
    ways = (_no_handshake, _silent, _half_a_head, _dripping_head, _half_a_body, _dripping_body)

    async def one(number: int) -> Life:
        await asyncio.sleep(number / _OPENED_A_SECOND)
        begun, closed = time.monotonic(), True
        try:
            async with asyncio.timeout(_PATIENCE):
                await (_not_reading if number % _NOT_READING == 7 else ways[number % len(ways)])(url)
        except TimeoutError:
            closed = False
        except (OSError, EOFError):
            pass  # closed without a goodbye is closed as well
        return Life(begun, time.monotonic(), closed)

    return await asyncio.gather(*(one(number) for number in range(count)))


async def _no_handshake(url: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
    writer.write(b"\x16\x03\x01")  # the first bytes of a handshake
    await _until_closed(reader, writer)


async def _silent(url: str) -> None:
    await _until_closed(*await _connect(url))


async def _half_a_head(url: str) -> None:
    await _say_and_wait(url, "")


async def _half_a_body(url: str) -> None:
    await _say_and_wait(url, "Content-Length: 1000\r\n\r\ngrant_type=")


async def _dripping_head(url: str) -> None:
    await _drip(url, "X-Slow: ")


async def _dripping_body(url: str) -> None:
    await _drip(url, "Content-Length: 1000\r\n\r\n")


async def _say_and_wait(url: str, more: str) -> None:
    reader, writer = await _connect(url)
    writer.write((_HEAD.format(path=_token(url)) + more).encode())
    await _until_closed(reader, writer)


async def _drip(url: str, more: str) -> None:
    reader, writer = await _connect(url)
    writer.write((_HEAD.format(path=_token(url)) + more).encode())

    async def drip() -> None:
        while not writer.is_closing():
            writer.write(b"a")
            await asyncio.sleep(1)

    dripping = asyncio.create_task(drip())
    try:
        await _until_closed(reader, writer)
    finally:
        dripping.cancel()


async def _not_reading(url: str) -> None:
    """Ask and ask, and never take one byte from the socket."""
    await asyncio.to_thread(_never_read, url)


def _never_read(url: str) -> None:
    path = f"/.well-known/openid-credential-issuer{urlsplit(url).path}"
    with socket.socket() as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.connect(("127.0.0.1", urlsplit(url).port))
        with _unproven().wrap_socket(plain, server_hostname="localhost") as tls:
            tls.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * _MORE_THAN_BUFFERS_HOLD)
            end = time.monotonic() + _PATIENCE
            while time.monotonic() < end:
                time.sleep(0.2)
                tls.sendall(b"\r\n")  # fails once there is nobody any more; nothing else could be seen from here
            raise TimeoutError


def _token(url: str) -> str:
    return f"{urlsplit(url).path}/token"


async def _connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", urlsplit(url).port, ssl=_unproven(), server_hostname="localhost")


@cache
def _unproven() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # an attacker does not care
    return context


async def _until_closed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while await reader.read(65_536):
        pass
    writer.close()


DRILLS = (
    Drill(
        name=NAME,
        tried="connections without a handshake, with half a head or body, dripping or not reading, beside good clients",
        run=run,
        engines=("sqlite",),
        full_rounds=500,
        short_rounds=14,
    ),
)
