"""A running service: what its internal port tells, what its public port never does, and what starts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from plumbing.clock import MovableClock
from plumbing.database.deployment import DeploymentMismatch
from plumbing.entropy import SystemEntropy
from plumbing.http.app import new_app
from plumbing.keyring.port import KeyringError
from plumbing.keyring.unlock import create_unlock_key_file
from plumbing.secret import Secret
from plumbing.service.settings import ServiceSettings, TlsMode
from plumbing.service.start import start_service
from tests.support.full_disks import full_disk

if TYPE_CHECKING:
    from pathlib import Path

    from aiohttp import web

    from plumbing.database.port import Database
    from plumbing.service.start import RunningService, ServiceParts

NOW = 1_795_430_000
WORDS = "sieben gelbe Fahrradklingeln am Marktplatz"


async def start(folder: Path, **changes: Any) -> RunningService:
    async def migrate(_database: Database) -> None:
        """Bring along no tables."""

    async def build(parts: ServiceParts) -> web.Application:
        return new_app(service="tests", entropy=parts.entropy, metrics=parts.metrics)

    if not (folder / "unlock.key").exists():
        create_unlock_key_file(folder / "unlock.key", SystemEntropy())
    settings: dict[str, Any] = {
        "public_url": "https://tests.example",
        "listen_port": 0,
        "internal_port": 0,
        "tls": TlsMode.PROXY,
        "database_url": Secret(f"sqlite:///{folder}/tests.sqlite"),
        "unlock_key_file": folder / "unlock.key",
    }
    return await start_service(
        service="tests",
        settings=ServiceSettings(**(settings | changes)),
        migrate=migrate,
        build=build,
        clock=MovableClock(NOW),
        entropy=SystemEntropy(),
    )


async def get(running: RunningService, path: str, *, internal: bool = True) -> tuple[int, str]:
    site = running.internal if internal else running.site
    assert site is not None
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{site.port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def test_it_is_ready_until_its_database_is_away_and_then_says_so(tmp_path: Path) -> None:
    running = await start(tmp_path)
    try:
        assert (await get(running, "/health/ready"))[0] == 200
        await running.parts.database.close()
        status, told = await get(running, "/health/ready")
        assert status == 503
        assert "[database] The database does not answer; look whether it runs and has room." in told
        assert (await get(running, "/health/live"))[0] == 200
    finally:
        await running.stop()


async def test_metrics_are_told_at_the_internal_port_only(tmp_path: Path) -> None:
    running = await start(tmp_path)
    try:
        assert (await get(running, "/metrics", internal=False))[0] == 404
        status, told = await get(running, "/metrics")
        assert status == 200
        assert 'http_requests_total{method="GET"' in told
        assert 'service="tests"' in told
    finally:
        await running.stop()


async def test_data_that_know_another_public_url_start_nothing(tmp_path: Path) -> None:
    await (await start(tmp_path)).stop()
    with pytest.raises(DeploymentMismatch, match=r"belongs to the public URL https://tests\.example"):
        await start(tmp_path, public_url="https://elsewhere.example")
    await (await start(tmp_path)).stop()


async def test_a_service_unlocked_by_a_passphrase_starts_again_with_it_and_with_no_other(tmp_path: Path) -> None:
    unlocked_by: dict[str, Any] = {"unlock_key_file": None, "passphrase": Secret(WORDS)}
    first = await start(tmp_path, **unlocked_by)
    made = await first.parts.keyring.ensure(owner="office", purpose="assertion")
    await first.stop()
    again = await start(tmp_path, **unlocked_by)
    assert (await again.parts.keyring.ensure(owner="office", purpose="assertion")).key_id == made.key_id
    await again.stop()
    with pytest.raises(KeyringError):
        await start(tmp_path, unlock_key_file=None, passphrase=Secret(WORDS + "!"))


async def test_a_full_disk_is_warned_of_while_the_service_stays_ready(tmp_path: Path) -> None:
    running = await start(tmp_path)
    try:
        async with full_disk(running.parts.database):
            status, told = await get(running, "/health/ready")
            assert status == 200
            assert "no restart is needed" in told
    finally:
        await running.stop()
