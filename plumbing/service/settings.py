"""The table `[service]`: where a service listens, keeps its rows and keys, and who speaks TLS for it (SECURITY D-17).

Every service has the same table. What is unsafe is refused before anything starts, all faults together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from plumbing.secret import Secret
from plumbing.settings import Fault, SettingsError, read_secret

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

_PORT = {"type": "integer", "minimum": 1, "maximum": 65_535}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SQLITE = "sqlite:///"


class TlsMode(StrEnum):
    """Who speaks TLS."""

    THROW_AWAY = "throw-away"
    FILES = "files"
    PROXY = "proxy"


SERVICE_SCHEMA: JsonObject = {
    "type": "object",
    "description": "where the service listens, and where it keeps its rows and keys",
    "required": ["listen_port", "internal_port", "tls"],
    "additionalProperties": False,
    "properties": {
        "listen_host": {"type": "string", "minLength": 1, "description": "the address to listen on; usually 127.0.0.1"},
        "listen_port": {**_PORT, "description": "the port that wallets, or the proxy in front, reach"},
        "internal_host": {"type": "string", "minLength": 1, "description": "where metrics and health are told"},
        "internal_port": {**_PORT, "description": "the port of metrics and health; never opened to the public"},
        "tls": {
            "enum": [mode.value for mode in TlsMode],
            "description": "throw-away (development, localhost only), files (own certificate) or proxy (in front)",
        },
        "tls_folder": {"type": "string", "minLength": 1, "description": "the folder of the throw-away authority"},
        "tls_certificate_file": {"type": "string", "minLength": 1, "description": "the certificate chain, PEM"},
        "tls_key_file": {
            "type": "string",
            "minLength": 1,
            "secret": True,
            "description": "the certificate's private key, PEM",
        },
        "roots_file": {
            "type": "string",
            "minLength": 1,
            "description": "further certificates (PEM) to trust when calling others, such as the city's own authority",
        },
        "database_file": {"type": "string", "minLength": 1, "description": "the SQLite database"},
        "database_url_file": {
            "type": "string",
            "minLength": 1,
            "secret": True,
            "description": "a file that holds the address of a PostgreSQL database (postgresql://...)",
        },
        "unlock_key_file": {
            "type": "string",
            "minLength": 1,
            "secret": True,
            "description": "the key that unlocks the keyring",
        },
        "passphrase_file": {
            "type": "string",
            "minLength": 1,
            "secret": True,
            "description": "a passphrase that unlocks the keyring, instead of a key",
        },
        "audit_folder": {
            "type": "string",
            "minLength": 1,
            "description": "a folder for the signed heads of the audit record, best on another disk",
        },
        "log_level": {"enum": ["info", "warning", "error"], "description": "how much is logged: info, warning, error"},
    },
}
"""The table `[service]` in the settings of every service."""


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """The surroundings of one service process.

    Attributes:
        database_url: as `open_database` takes it.
        unlock_key_file: unlocks the keyring; or else
        passphrase: does.
        audit_folder: where heads of the audit record are written; without it they stay in the database.
        on_loopback: whether the public URL is one of this machine, so that calls to it are allowed.
    """

    public_url: str
    listen_port: int
    internal_port: int
    tls: TlsMode
    database_url: Secret[str]
    listen_host: str = "127.0.0.1"
    internal_host: str = "127.0.0.1"
    tls_folder: Path | None = None
    tls_certificate_file: Path | None = None
    tls_key_file: Path | None = None
    roots_file: Path | None = None
    unlock_key_file: Path | None = None
    passphrase: Secret[str] | None = None
    audit_folder: Path | None = None
    log_level: str = "info"

    @property
    def on_loopback(self) -> bool:
        """Whether the service is reached under `localhost` only, as in development."""
        return urlsplit(self.public_url).hostname == "localhost"


def parse_service_settings(table: JsonObject, *, public_url: str) -> ServiceSettings:
    """Read the table, already proven against its schema.

    Raises:
        SettingsError: with every fault at once.
    """
    faults = [*_judge_tls(table, public_url), *_judge_stores(table), *_judge_ports(table)]
    database_url = passphrase = None
    try:
        if "database_url_file" in table:
            database_url = read_secret(Path(table["database_url_file"]))
            if not database_url.reveal().startswith(("postgresql://", "postgres://")):
                faults.append(Fault("service.database_url_file", "must hold an address that begins with postgresql://"))
        if "passphrase_file" in table:
            passphrase = read_secret(Path(table["passphrase_file"]))
    except SettingsError as error:
        faults += error.faults
    if faults:
        raise SettingsError(faults)
    if database_url is None:
        database_url = Secret(f"{_SQLITE}{str(Path(table['database_file']).absolute()).lstrip('/')}")
    return ServiceSettings(
        public_url=public_url,
        listen_host=table.get("listen_host", "127.0.0.1"),
        listen_port=table["listen_port"],
        internal_host=table.get("internal_host", "127.0.0.1"),
        internal_port=table["internal_port"],
        tls=TlsMode(table["tls"]),
        tls_folder=_path(table, "tls_folder"),
        tls_certificate_file=_path(table, "tls_certificate_file"),
        tls_key_file=_path(table, "tls_key_file"),
        roots_file=_path(table, "roots_file"),
        database_url=database_url,
        unlock_key_file=_path(table, "unlock_key_file"),
        passphrase=passphrase,
        audit_folder=_path(table, "audit_folder"),
        log_level=table.get("log_level", "info"),
    )


def _path(table: JsonObject, name: str) -> Path | None:
    return Path(table[name]) if name in table else None


def _judge_tls(table: JsonObject, public_url: str) -> list[Fault]:
    faults = []
    needs = {
        TlsMode.THROW_AWAY: ("tls_folder",),
        TlsMode.FILES: ("tls_certificate_file", "tls_key_file"),
        TlsMode.PROXY: (),
    }
    mode = TlsMode(table["tls"])
    every = {name for names in needs.values() for name in names}
    faults += [
        Fault(f"service.{name}", f'is missing; tls = "{mode}" needs it') for name in needs[mode] if name not in table
    ]
    faults += [
        Fault(f"service.{name}", f'has no use with tls = "{mode}"; remove it')
        for name in sorted(every - set(needs[mode]))
        if name in table
    ]
    url = urlsplit(public_url)
    if url.scheme != "https":
        faults.append(Fault("public_url", "must begin with https://; wallets refuse anything else"))
    if mode is TlsMode.THROW_AWAY and url.hostname != "localhost":
        faults.append(Fault("service.tls", 'can be "throw-away" only for https://localhost:...; nobody else trusts it'))
    if mode is TlsMode.THROW_AWAY and table.get("listen_host", "127.0.0.1") not in _LOOPBACK:
        faults.append(Fault("service.listen_host", "must be 127.0.0.1 with a throw-away certificate"))
    return faults


def _judge_stores(table: JsonObject) -> list[Fault]:
    faults = []
    for one, other, what in (
        ("database_file", "database_url_file", "database"),
        ("unlock_key_file", "passphrase_file", "way to unlock the keyring"),
    ):
        if one not in table and other not in table:
            faults.append(Fault(f"service.{one}", f"is missing; name one {what} (or {other})"))
        if one in table and other in table:
            faults.append(Fault(f"service.{other}", f"stands beside {one}; name one {what} only"))
    return faults


def _judge_ports(table: JsonObject) -> list[Fault]:
    if table["listen_port"] == table["internal_port"]:
        return [Fault("service.internal_port", "must differ from listen_port: metrics are not for the public")]
    return []
