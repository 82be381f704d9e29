"""`python -m trust_registry` as an operator meets it: refusals in sentences, and a service that stops when told."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plumbing.entropy import SystemEntropy
from plumbing.http.fetch import Fetcher
from plumbing.http.free_port import choose_free_port
from plumbing.http.tls import ThrowAwayCa
from plumbing.keyring.unlock import create_unlock_key_file
from plumbing.settings import SettingsError
from trust_registry.__main__ import main
from trust_registry.keeping.settings import read_registry_settings

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings_file(tmp_path: Path) -> Callable[..., Path]:
    def write(*, port: int = 8443, internal_port: int = 9443, url: str | None = None, more: str = "") -> Path:
        if not (tmp_path / "unlock.key").exists():
            create_unlock_key_file(tmp_path / "unlock.key", SystemEntropy())
        file = tmp_path / "registry.toml"
        file.write_text(
            f"""
            public_url = "{url or f"https://localhost:{port}"}"
            {more}
            [service]
            listen_port = {port}
            internal_port = {internal_port}
            tls = "throw-away"
            tls_folder = "tls"
            database_file = "registry.sqlite"
            unlock_key_file = "unlock.key"
            """
        )
        return file

    return write


def test_settings_are_read_with_their_paths_made_absolute(settings_file: Callable[..., Path], tmp_path: Path) -> None:
    registry, service = read_registry_settings(settings_file(more="list_lifetime_seconds = 3600"))
    assert registry.authority == "did:web:localhost%3A8443"
    assert registry.list_lifetime_seconds == 3600
    assert service.database_url.reveal() == f"sqlite://{tmp_path}/registry.sqlite"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"url": "http://localhost:8443"}, "public_url"),
        ({"url": "https://127.0.0.1:8443"}, "public_url"),
        ({"url": "https://localhost:8443/"}, "public_url"),
        ({"url": "https://user@localhost:8443"}, "public_url"),
        ({"more": "list_lifetime_seconds = 1"}, "list_lifetime_seconds"),
        ({"more": "list_lifetime_seconds = 31536000"}, "list_lifetime_seconds"),
        ({"more": "debug = true"}, "debug"),
        ({"more": 'governance_url = "http://city.example"'}, "governance_url"),
        ({"internal_port": 8443}, "service.internal_port"),
    ],
)
def test_unsafe_settings_are_refused(changes: dict[str, str], place: str, settings_file: Callable[..., Path]) -> None:
    with pytest.raises(SettingsError) as refused:
        read_registry_settings(settings_file(**changes))
    assert place in {fault.place for fault in refused.value.faults}


def test_an_unlock_key_that_others_can_read_is_refused_in_a_sentence(
    settings_file: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = settings_file()
    (tmp_path / "unlock.key").chmod(0o644)
    assert main(["--settings", str(file)]) == 78
    told = capsys.readouterr().err
    assert "Not started: service.unlock_key_file" in told
    assert "Traceback" not in told


def test_an_api_key_is_made_and_shown_once(
    settings_file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--settings", str(settings_file()), "--new-api-key"]) == 0
    assert capsys.readouterr().out.startswith("sts_")


def test_data_of_another_public_url_is_refused(
    settings_file: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--settings", str(settings_file()), "--new-api-key"]) == 0
    moved = settings_file(url="https://localhost:8444")
    assert main(["--settings", str(moved), "--new-api-key"]) == 78
    assert "belongs to the public URL https://localhost:8443" in capsys.readouterr().err


async def test_the_service_starts_tells_its_health_and_stops_when_told(
    settings_file: Callable[..., Path], tmp_path: Path
) -> None:
    port, internal_port = choose_free_port(), choose_free_port()
    file = settings_file(port=port, internal_port=internal_port)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "trust_registry",
        "--settings",
        str(file),
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        async with asyncio.timeout(20):
            while b"service-started" not in (line := await process.stderr.readline()):
                assert line, "the service ended before it served"
        fetcher = Fetcher(roots_pem=ThrowAwayCa.load_or_create(tmp_path / "tls").root_pem, allow_loopback=True)
        reply = await fetcher.get(f"https://localhost:{port}/trust-list", accept="application/jwt", max_bytes=65_536)
        assert reply.body.count(b".") == 2
        await fetcher.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", internal_port)
        writer.write(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b"200 OK" in await reader.readline()
        writer.close()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
