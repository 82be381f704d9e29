"""`stadtsiegel use-case diff` and `reload`, as somebody types them."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from stadtsiegel.__main__ import main
from tests.support.packages import LIBRARY_CARD, NEXT_VERSION, library_card, write_package

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

SECOND = library_card(NEXT_VERSION, ("keep = { hours = 1 }", "keep = { days = 2 }"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_use_case(command: str, *more: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["use-case", command, *more])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_use_case


def test_a_difference_is_told_against_the_last_version_beside_it(tmp_path: Path, run: Run) -> None:
    folder = write_package(tmp_path, SECOND, earlier={1: LIBRARY_CARD})
    code, told, _ = run("diff", "library_card", "--folder", str(folder))
    assert code == 0
    assert told.startswith("Deutsch: Bibliotheksausweis, Version 1 -> 2\n")
    assert 'The answer for "Reduced entry" is kept longer: 2 days, until now 1 hour.' in told
    assert run("diff", "library_card", "--folder", str(folder), "--from", "v1")[1] == told


def test_a_difference_is_told_against_any_file(tmp_path: Path, run: Run) -> None:
    folder = write_package(tmp_path / "packages", library_card(("max_length = 10\n", "max_length = 12\n")))
    earlier = tmp_path / "before.toml"
    earlier.write_text(LIBRARY_CARD, "utf-8")
    code, told, _ = run("diff", str(folder / "library_card"), "--from", str(earlier))
    assert code == 1, "other bytes under the same version break cards"
    assert "  Not possible:\n  - Cards name the context and the schema of version 1" in told


@pytest.mark.parametrize("more", [(), ("--from", "7"), ("--from", "no/such/file.toml")])
def test_without_anything_to_compare_with_it_says_what_there_is(more: tuple[str, ...], run: Run) -> None:
    code, told, fault = run("diff", "library_card", *more)
    assert (code, told) == (1, "")
    assert "There is nothing to compare it with. No earlier version lies beside it. Name" in fault


def test_a_faulty_earlier_file_is_told_with_its_faults(tmp_path: Path, run: Run) -> None:
    (tmp_path / "old.toml").write_bytes(b"\xff")
    code, _, fault = run("diff", "library_card", "--from", str(tmp_path / "old.toml"))
    assert code == 1
    assert fault.startswith(str(tmp_path / "old.toml"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deployment") / "city"
    assert main(["init", str(folder), "--city", "Musterstadt", "--host", "musterstadt.example"]) == 0
    return folder


@pytest.fixture
def deployment(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "city"
    shutil.copytree(made, folder)
    file = folder / "issuer.toml"
    packages = write_package(folder / "packages", LIBRARY_CARD)
    file.write_text(f'use_cases_folder = "{packages}"\n{file.read_text("utf-8")}', "utf-8")
    return folder


def database_of(deployment: Path) -> Path:
    (file,) = [one for one in deployment.rglob("*.sqlite") if "issuer" in one.name]
    return file


def reloads(deployment: Path) -> int:
    with closing(sqlite3.connect(database_of(deployment))) as database:
        return int(database.execute("SELECT COUNT(*) FROM package_reloads").fetchone()[0])


def test_a_reload_checks_everything_and_says_what_comes_next(deployment: Path, run: Run) -> None:
    write_package(deployment / "packages", SECOND, earlier={1: LIBRARY_CARD})
    code, told, _ = run("reload", str(deployment), "library_card")
    assert code == 0
    assert "library_card: version 2 is issued; earlier ones that stay: 1." in told
    assert "Checked 1 package; this is reload 1." in told
    assert "stadtsiegel registry propose" in told
    assert "this is reload 2" in run("reload", str(deployment))[1]
    assert reloads(deployment) == 2


def test_a_reload_with_faults_tells_all_of_them_and_writes_nothing(deployment: Path, run: Run) -> None:
    assert run("reload", str(deployment))[0] == 0
    spoilt = library_card(('kind = "choice"', 'kind = "colour"'), ("max_length = 10\n", "max_length = -1\n"))
    write_package(deployment / "packages", spoilt)
    code, told, faults = run("reload", str(deployment))
    assert (code, told) == (78, "")
    assert all(line.startswith("Nothing was changed: use_cases_folder") for line in faults.splitlines())
    assert "claims.cardNumber.max_length" in faults
    assert "claims.category.kind" in faults
    assert reloads(deployment) == 1


def test_a_reload_of_other_bytes_under_an_issued_version_names_the_remedy(deployment: Path, run: Run) -> None:
    assert run("reload", str(deployment))[0] == 0
    with closing(sqlite3.connect(database_of(deployment))) as database:
        database.execute(
            "INSERT INTO issued_documents VALUES"
            " ('https://musterstadt.example/credentials/LibraryCard/v1/schema.json', 'another', 'library_card', 1, 1)"
        )
        database.commit()
    code, _, faults = run("reload", str(deployment))
    assert code == 78
    assert "Raise the version in use_case.toml, and keep the file as it was as earlier/v1.toml" in faults
    assert reloads(deployment) == 1


def test_an_unknown_name_is_told_with_those_that_are_known(deployment: Path, run: Run) -> None:
    code, _, fault = run("reload", str(deployment), "no_such_card")
    assert code == 78
    assert "no_such_card names no package of this issuer; known are:" in fault
