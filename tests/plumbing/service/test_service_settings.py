from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from plumbing.service.settings import SERVICE_SCHEMA, TlsMode, parse_service_settings
from plumbing.settings import SettingsError

LOCAL = "https://localhost:8443"
CITY = "https://trust.city.example"


def table(**changes: Any) -> dict[str, Any]:
    good = {
        "listen_port": 8443,
        "internal_port": 9443,
        "tls": "throw-away",
        "tls_folder": "/tls",
        "database_file": "/rows.sqlite",
        "unlock_key_file": "/unlock.key",
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def places(table: dict[str, Any], public_url: str = LOCAL) -> set[str]:
    with pytest.raises(SettingsError) as refused:
        parse_service_settings(table, public_url=public_url)
    return {fault.place for fault in refused.value.faults}


def test_good_settings_are_taken() -> None:
    settings = parse_service_settings(table(), public_url=LOCAL)
    assert settings.tls is TlsMode.THROW_AWAY
    assert settings.database_url.reveal() == "sqlite:///rows.sqlite"
    assert settings.on_loopback
    assert settings.audit_folder is None
    assert parse_service_settings(table(audit_folder="/audit"), public_url=LOCAL).audit_folder == Path("/audit")
    assert not parse_service_settings(table(tls="proxy", tls_folder=None), public_url=CITY).on_loopback


@pytest.mark.parametrize(
    ("changes", "public_url", "expected"),
    [
        ({}, CITY, {"service.tls"}),
        ({}, "http://localhost:8443", {"public_url"}),
        ({"tls_folder": None}, LOCAL, {"service.tls_folder"}),
        ({"tls": "files"}, CITY, {"service.tls_certificate_file", "service.tls_key_file", "service.tls_folder"}),
        ({"tls": "proxy"}, CITY, {"service.tls_folder"}),
        ({"listen_host": "0.0.0.0"}, LOCAL, {"service.listen_host"}),  # noqa: S104 - what is refused
        ({"database_file": None}, LOCAL, {"service.database_file"}),
        ({"unlock_key_file": None}, LOCAL, {"service.unlock_key_file"}),
        ({"internal_port": 8443}, LOCAL, {"service.internal_port"}),
    ],
)
def test_unsafe_or_incomplete_settings_are_refused(
    changes: dict[str, Any], public_url: str, expected: set[str]
) -> None:
    assert places(table(**changes), public_url) == expected


def test_faults_are_told_together(tmp_path: Path) -> None:
    url_file = tmp_path / "url"
    url_file.write_text("mysql://somewhere\n")
    url_file.chmod(0o600)
    bad = table(tls_folder=None, database_url_file=str(url_file), internal_port=8443)
    assert places(bad) == {"service.tls_folder", "service.database_url_file", "service.internal_port"}


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery staple\n")
    passphrase.chmod(0o644)
    assert places(table(unlock_key_file=None, passphrase_file=str(passphrase))) == {str(passphrase)}


def test_the_address_of_a_database_never_shows_itself(tmp_path: Path) -> None:
    url_file = tmp_path / "url"
    url_file.write_text("postgresql://city:geheim@db/rows\n")
    url_file.chmod(0o600)
    changed = table(database_file=None, database_url_file=str(url_file))
    settings = parse_service_settings(changed, public_url=LOCAL)
    assert settings.database_url.reveal() == "postgresql://city:geheim@db/rows"
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize(
    "changes", [{"debug": True}, {"log_level": "debug"}, {"tls": "none"}, {"listen_port": 0}, {"listen_port": "8443"}]
)
def test_the_schema_refuses_what_nobody_should_set(changes: dict[str, Any]) -> None:
    assert not Draft202012Validator(SERVICE_SCHEMA).is_valid(table(**changes))
