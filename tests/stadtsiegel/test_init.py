"""`stadtsiegel init`: a folder that the three services start from, with every secret shown exactly once."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from issuer.service import read_issuer_settings
from plumbing.http.free_port import choose_free_port
from stadtsiegel.init import init
from tests.conftest import ROOT
from trust_registry.keeping.settings import read_registry_settings
from verifier.service import read_verifier_settings

READY_SECONDS = 2.0  # of processor time: what passes on an idle machine, and still the truth on a busy one
MOST_SECONDS = 30.0
MOST_RESIDENT_KIB = 120 * 1024
SECRET = re.compile(r"sts_[A-Za-z0-9_-]{43}")


def make(folder: Path, **changed: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    told = {"city": "Musterstadt", "host": "musterstadt.example", "office": "library", **changed}
    code = init(folder=folder, city=told["city"], host=told["host"], office=told["office"], out=out, err=err)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("deployment") / "city"
    code, told, faults = make(folder)
    assert (code, faults) == (0, "")
    return folder, told


def test_the_settings_load_and_fit_together(deployment: tuple[Path, str]) -> None:
    folder, told = deployment
    registry, _ = read_registry_settings(folder / "registry.toml")
    issuer, _ = read_issuer_settings(folder / "issuer.toml")
    verifier, service = read_verifier_settings(folder / "verifier.toml")
    assert service.audit_folder == folder / "audit"
    assert service.audit_folder.is_dir()
    assert issuer.trust == verifier.trust
    assert issuer.trust.authority == registry.authority == "did:web:vertrauen.musterstadt.example"
    assert issuer.offices["library"].did in told
    assert verifier.relying_parties[0].did in told
    assert issuer.offices["library"].name.de == "Stadtbibliothek Musterstadt"


def test_nobody_else_can_read_anything(deployment: tuple[Path, str]) -> None:
    folder, _ = deployment
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in (folder / "keys").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(file.name for file in (folder / "keys").iterdir()) == ["issuer.key", "registry.key", "verifier.key"]


def test_every_secret_is_shown_exactly_once_and_kept_nowhere(deployment: tuple[Path, str]) -> None:
    folder, told = deployment
    secrets = SECRET.findall(told)
    assert len(secrets) == len(set(secrets)) == 3
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert not [file for file in files for secret in secrets if secret.encode() in file.read_bytes()]
    assert not [file for file in (folder / "keys").iterdir() if file.read_text().strip() in told]


def test_the_next_steps_name_files_that_are_there(deployment: tuple[Path, str]) -> None:
    folder, told = deployment
    bodies = [Path(name) for name in re.findall(r"--data-binary @(\S+)", told)]
    assert [body.name for body in bodies] == ["credential-type.json", "may-issue.json", "may-ask.json"]
    statements = [json.loads(body.read_text("utf-8")) for body in bodies]
    assert statements[0]["context"]["url"].startswith("https://ausweise.musterstadt.example/")
    assert statements[1]["entity"] == read_issuer_settings(folder / "issuer.toml")[0].offices["library"].did


def test_a_second_run_is_refused_and_changes_nothing(deployment: tuple[Path, str]) -> None:
    folder, _ = deployment
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    code, told, faults = make(folder)
    assert (code, told) == (1, "")
    assert "not empty" in faults
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, _, faults = make(tmp_path, city="", host="https://Musterstadt", office="City Library")
    assert code == 1
    assert [line.split()[3] for line in faults.splitlines()] == ["folder", "--city", "--office", "--host"]


@pytest.mark.parametrize(
    "host", ["", "musterstadt", "a..b", "-a.example", "a_b.example", "a.example/", "a.example:8443"]
)
def test_a_host_that_is_no_domain_is_refused(tmp_path: Path, host: str) -> None:
    assert make(tmp_path / "city", host=host)[0] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_name_with_quotes_does_not_break_out_of_the_settings(tmp_path: Path) -> None:
    assert make(tmp_path / "city", city='Bad "Stadt" \\ # ', office="archive")[0] == 0
    issuer, _ = read_issuer_settings(tmp_path / "city" / "issuer.toml")
    assert 'Bad "Stadt" \\ #' in issuer.offices["archive"].name.de


@pytest.mark.parametrize(
    ("module", "file"), [("trust_registry", "registry"), ("issuer", "issuer"), ("verifier", "verifier")]
)
def test_each_service_starts_from_it_in_time_and_stays_small(tmp_path: Path, module: str, file: str) -> None:
    folder = tmp_path / "city"
    assert make(folder)[0] == 0
    settings = folder / f"{file}.toml"
    port, internal_port = choose_free_port(), choose_free_port()
    text = re.sub(r"^listen_port = .*$", f"listen_port = {port}", settings.read_text("utf-8"), flags=re.MULTILINE)
    text = re.sub(r"^internal_port = .*$", f"internal_port = {internal_port}", text, flags=re.MULTILINE)
    settings.write_text(text, "utf-8")
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", module, "--settings", str(settings)], cwd=ROOT, stderr=subprocess.PIPE
    )
    try:
        wait_until_ready(internal_port, process)
        used = processor_seconds(process.pid)
        resident = resident_kib(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=15)
    assert process.returncode == 0, log.decode()
    assert resident < MOST_RESIDENT_KIB
    assert used < READY_SECONDS


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    started = time.monotonic()
    while time.monotonic() - started < MOST_SECONDS and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=1) as answer:
                assert json.load(answer) == {"ready": True}
                return
        except urllib.error.URLError:
            time.sleep(0.02)
    process.kill()
    pytest.fail(f"not ready: {process.communicate()[1].decode()}")


def resident_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
