"""A throw-away PostgreSQL cluster: made for one test run, on a unix socket, gone with it.

It is as real as any, except that it does not wait for the disk (unless made `durable`): tests of durability kill
processes, not the power.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

_BINARIES = Path("/usr/lib/postgresql")
_START_SECONDS = 30.0
_SERVANTS = ("postgres", "nobody")  # PostgreSQL refuses to run as root


def find_binaries() -> Path | None:
    """Find the folder with `initdb` and `postgres`, the newest first; usually outside PATH."""
    found = sorted(_BINARIES.glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name), reverse=True)
    if found:
        return found[0].parent
    in_path = shutil.which("initdb")
    return Path(in_path).resolve().parent if in_path else None


class Cluster:
    """One running server with its own folder; `new_database` makes an empty database in a few milliseconds."""

    def __init__(self, binaries: Path, *, durable: bool = False) -> None:
        self._binaries = binaries
        self._durable = durable
        # short, since the path of a socket may have 107 bytes only
        self.folder = Path(tempfile.mkdtemp(prefix="sts-pg-"))
        self._databases = 0
        self._server: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make the cluster's files and start its server."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, _servant().pw_name)
        self.folder.chmod(0o700)
        self._run(
            "initdb", "-D", str(self.data), "-U", "stadtsiegel", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        self.start()

    @property
    def data(self) -> Path:
        """The folder of the server's files."""
        return self.folder / "data"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "on" if self._durable else "off",
            "full_page_writes": "on" if self._durable else "off",
            "max_connections": "200",
            "shared_buffers": "32MB",
            "log_min_messages": "fatal",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(  # noqa: S603 our own words
                self._command("postgres", "-D", str(self.data), *settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C in the terminal is for pytest, which then stops the server
            )
        patience = time.monotonic() + _START_SECONDS
        while self._call("pg_isready", "-q", "-h", str(self.folder)).returncode != 0:
            if self._server.poll() is not None or time.monotonic() > patience:
                self.stop()
                raise RuntimeError((self.folder / "server.log").read_text(errors="replace")[-2000:])
            time.sleep(0.02)

    def url(self, name: str) -> str:
        """The address of a schema, which looks like a database of its own to whoever uses it."""
        return f"postgresql://stadtsiegel@/postgres?host={quote(str(self.folder))}&search_path={name}"

    @property
    def newest_url(self) -> str:
        """The address of the schema that was made last."""
        return self.url(f"test_{self._databases}")

    def new_database(self) -> str:
        """Make an empty schema, fifty times as quick as a database, and return its address."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.sql(f"CREATE SCHEMA {name}")
        return self.url(name)

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement as the administrator would, and return what it says."""
        done = self._call("psql", "-X", "-q", "-A", "-t", "-h", str(self.folder), "-U", "stadtsiegel", "-d", database,
                          "-c", statement)  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode(errors="replace"))
        return done.stdout.decode().strip()

    def dump(self) -> bytes:
        """Everything in it as pg_dump writes it."""
        done = self._call("pg_dump", "-h", str(self.folder), "-U", "stadtsiegel", "-d", "postgres")
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode(errors="replace"))
        return done.stdout

    def give(self, folder: Path) -> None:
        """Let a folder belong to whom the server runs as."""
        if os.geteuid() == 0:
            shutil.chown(folder, _servant().pw_name)

    def stop(self, *, hard: bool = False) -> None:
        """Stop the server: at once without a word to its clients (`hard`, as after a crash), or breaking them off."""
        if self._server is None:
            return
        self._server.send_signal(signal.SIGQUIT if hard else signal.SIGINT)
        try:
            self._server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None

    def remove(self) -> None:
        """Stop the server and remove every file."""
        self.stop(hard=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _command(self, program: str, *arguments: str) -> Sequence[str]:
        # if the tests are killed, the server is told, and nothing is left running
        prefix = ["setpriv", "--pdeathsig", "QUIT"]
        if os.geteuid() == 0:
            servant = _servant()
            prefix += ["--reuid", str(servant.pw_uid), "--regid", str(servant.pw_gid), "--clear-groups"]
        return [*prefix, "--", str(self._binaries / program), *arguments]

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = self._command(program, *arguments)
        return subprocess.run(command, check=False, capture_output=True, cwd="/", timeout=60)  # noqa: S603 our own words

    def _run(self, program: str, *arguments: str) -> None:
        done = self._call(program, *arguments)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode(errors="replace"))


def _servant() -> pwd.struct_passwd:
    for name in _SERVANTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
