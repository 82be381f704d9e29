"""The issuer as a service: `python -m issuer`, its API keys, and a start over HTTPS with nothing stood in for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.__main__ import main
from issuer.app import migrate_issuer
from issuer.service import SERVICE, build, read_issuer_settings
from plumbing.entropy import SystemEntropy
from plumbing.http.free_port import choose_free_port
from plumbing.keyring.unlock import create_unlock_key_file
from plumbing.service.start import start_service
from tests.support.issuing import CLAIMS, USE_CASE, settings_table

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """
public_url = "https://localhost:{port}"

[trust]
authority = "did:web:localhost%3A{nowhere}"
keys = ["{key}"]
list_url = "https://localhost:{nowhere}/trust-list"

[[office]]
id = "library"
name = {{ de = "Bibliothek", en = "Library" }}
use_cases = ["library_card"]

[service]
listen_port = {port}
internal_port = {internal}
tls = "throw-away"
tls_folder = "tls"
database_file = "issuer.sqlite"
unlock_key_file = "unlock.key"
"""


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    port, internal, nowhere = (choose_free_port() for _ in range(3))
    key = settings_table()["trust"]["keys"][0]
    file = tmp_path / "issuer.toml"
    file.write_text(SETTINGS.format(port=port, internal=internal, nowhere=nowhere, key=key), encoding="utf-8")
    create_unlock_key_file(tmp_path / "unlock.key", SystemEntropy())
    return file


def test_settings_that_do_not_hold_start_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings", str(tmp_path / "none.toml")]) == 78
    assert "Not started:" in capsys.readouterr().err


def test_a_key_is_made_for_an_office_and_for_nobody_else(
    settings_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--settings", str(settings_file), "--new-api-key", "library"]) == 0
    assert capsys.readouterr().out.startswith("sts_")
    assert main(["--settings", str(settings_file), "--new-api-key", "zoo"]) == 78
    assert "known are: library" in capsys.readouterr().err


async def test_it_serves_over_https_and_asks_the_real_registry_before_it_offers(settings_file: Path) -> None:
    settings, service = read_issuer_settings(settings_file)
    running = await start_service(
        service=SERVICE, settings=service, migrate=migrate_issuer, build=lambda parts: build(settings, parts)
    )
    try:
        parts = running.parts
        key = await parts.api_keys.create(owner="library")
        url = f"{settings.public_url}/.well-known/openid-credential-issuer/offices/library"
        metadata = await parts.fetcher.get(url, accept="application/json", max_bytes=100_000)
        assert metadata.status == 200
        offers = await parts.fetcher.post_json(
            f"{settings.public_url}/api/offices/library/offers",
            {"use_case": USE_CASE, "claims": CLAIMS},
            accept="application/json",
            max_bytes=100_000,
            headers={"Authorization": f"Bearer {key}"},
        )
        assert offers.status == 503  # no registry listens, so nobody says that the library may issue
    finally:
        await running.stop()
