"""`stadtsiegel registry propose`: what a package proposes, held against the signed list of a running registry."""

from __future__ import annotations

import asyncio
import io
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from credentials.keys.multikey import render_multikey
from plumbing.clock import SystemClock
from plumbing.entropy import SystemEntropy
from plumbing.service.run import UNUSABLE
from stadtsiegel.__main__ import main
from stadtsiegel.library_city import start_city
from use_cases.load import CATALOGUE, FILE_NAME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stadtsiegel.library_city import LibraryCity

SERVICE = """
[service]
listen_port = 9
internal_port = 10
tls = "proxy"
database_file = "data.sqlite"
unlock_key_file = "unlock.key"
roots_file = "roots.pem"
"""


class Scene:
    """A city, and a deployment folder whose services believe its authority."""

    def __init__(self, city: LibraryCity, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
        self.city, self.folder = city, folder
        self._monkeypatch, self._capsys = monkeypatch, capsys

    async def propose(self, *options: str, typed: str = "", package: str = "library_card") -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))
        self._capsys.readouterr()
        arguments = ["registry", "propose", str(self.folder), package, *options]
        code = await asyncio.to_thread(main, arguments)
        told = self._capsys.readouterr()
        return code, told.out, told.err

    async def said(self) -> dict[str, list[Any]]:
        return {
            "statements": (await self.city.registry.get("/statements"))["statements"],
            "types": (await self.city.registry.get("/credential-types"))["credential_types"],
        }

    def change_package(self) -> None:
        """Let the museum ask for more, and keep it longer."""
        own = self.folder / "own" / "library_card"
        shutil.copytree(Path(str(CATALOGUE / "library_card")), own)
        text = (own / FILE_NAME).read_text("utf-8")
        text = text.replace('claims = ["category"]', 'claims = ["category", "cardNumber"]')
        (own / FILE_NAME).write_text(text.replace("keep = { hours = 1 }", "keep = { days = 2 }"), "utf-8")

    @property
    def key(self) -> str:
        return self.city.registry.api_key


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> AsyncIterator[Scene]:
    async with start_city(folder=tmp_path / "city", clock=SystemClock(), entropy=SystemEntropy()) as city:
        folder = tmp_path / "deployment"
        folder.mkdir()
        (folder / "own").mkdir()
        shutil.copy(city.root_file, folder / "roots.pem")
        (folder / "unlock.key").touch(mode=0o600)
        trust = (
            f'[trust]\nauthority = "{city.authority.did}"\nkeys = ["{render_multikey(city.authority.key)}"]\n'
            f'list_url = "{city.authority.list_url}"\n'
        )
        office = '[[office]]\nid = "library"\nuse_cases = ["library_card"]\n'
        name = 'name = { de = "Stadtbibliothek Musterstadt", en = "Musterstadt city library" }\n'
        (folder / "issuer.toml").write_text(
            f'public_url = "{city.issuer_url}"\nuse_cases_folder = "own"\n{trust}{office}{name}{SERVICE}', "utf-8"
        )
        parties = '[[relying_party]]\nid = "library"\n[[relying_party]]\nid = "museum"\n'
        (folder / "verifier.toml").write_text(f'public_url = "{city.verifier_url}"\n{trust}{parties}{SERVICE}', "utf-8")
        yield Scene(city, folder, monkeypatch, capsys)


async def test_what_the_authority_has_said_already_is_the_same_and_nothing_is_to_be_said(scene: Scene) -> None:
    code, told, _ = await scene.propose()
    assert code == 0
    assert [line.split()[0] for line in told.splitlines()[1:-1]] == ["same"] * 4
    assert "Nothing is to be said" in told


async def test_a_proposal_without_the_key_tells_the_difference_and_changes_nothing(scene: Scene) -> None:
    before = await scene.said()
    scene.change_package()
    code, told, _ = await scene.propose()
    assert code == 0
    assert "differs  Musterstadt city museum may ask for it: Reduced entry" in told
    assert "more claims: cardNumber" in told
    assert "kept longer: 2 days instead of 1 hour" in told
    assert "Nothing was said." in told
    (file,) = (scene.folder / "statements" / "library_card").iterdir()
    assert file.name == "may-ask-library_card-museum-reduced_entry.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert await scene.said() == before


async def test_what_the_issuer_does_not_serve_yet_is_not_said(scene: Scene) -> None:
    """Listed before, the description of the type could not be had, and good SD-JWT cards would be refused."""
    before = await scene.said()
    scene.change_package()
    file = scene.folder / "own" / "library_card" / FILE_NAME
    file.write_text(file.read_text("utf-8").replace("version = 1", "version = 2", 1), "utf-8")
    code, told, faults = await scene.propose("--say", typed=scene.key)
    assert code != 0
    assert "Said" not in told
    assert "the issuer does not serve" in faults
    assert "stadtsiegel use-case reload" in faults
    assert await scene.said() == before


@pytest.mark.parametrize("key", ["", "sts_" + "A" * 43, "Schlüssel"])
async def test_without_the_authoritys_own_key_nothing_is_said(scene: Scene, key: str) -> None:
    before = await scene.said()
    scene.change_package()
    code, told, faults = await scene.propose("--say", "--end-superseded", typed=key)
    assert code != 0
    assert "Said" not in told
    assert faults.startswith(("Not said", "Nothing was said"))
    assert await scene.said() == before


async def test_with_the_key_what_is_new_is_said_and_what_it_replaces_ends_only_when_that_is_asked(
    scene: Scene,
) -> None:
    scene.change_package()
    before = (await scene.said())["statements"]
    code, told, faults = await scene.propose("--say", typed=scene.key)
    assert (faults, code, told.count("Said:"), told.count("Still in force:")) == ("", 0, 1, 1)
    now = (await scene.said())["statements"]
    assert len(now) == len(before) + 1
    assert not any("end" in one for one in now)
    assert told.endswith("Services read the list anew within 1 minute.\n")
    assert "To end what that replaced: --say --end-superseded." in (await scene.propose())[1]

    code, told, _ = await scene.propose("--say", "--end-superseded", typed=scene.key)
    assert (code, told.count("Said:"), told.count("Ended:")) == (0, 0, 1)
    (ended,) = [one for one in (await scene.said())["statements"] if "end" in one]
    assert (ended["retention_seconds"], ended["end"]["as"]) == (3600, "ended")
    assert "Nothing is to be said" in (await scene.propose())[1]


async def test_the_key_may_come_from_a_file_that_nobody_else_can_read(scene: Scene) -> None:
    scene.change_package()
    file = scene.folder / "authority.key"
    file.write_text(scene.key, "utf-8")
    file.chmod(0o644)
    assert (await scene.propose("--say", "--key-file", str(file)))[0] == UNUSABLE
    file.chmod(0o600)
    assert (await scene.propose("--say", "--key-file", str(file)))[0] == 0


async def test_a_service_is_named_for_the_role_that_it_plays(scene: Scene) -> None:
    code, told, _ = await scene.propose("--relying-party", "library=museum")
    assert code == 0
    assert "new      Musterstadt city library may ask for it: Reduced entry" in told
    assert "nobody   plays library; name who does: --relying-party ID=library" in told


@pytest.mark.parametrize(
    ("options", "package", "fault"),
    [
        ((), "dog_tag", "dog_tag is issued by no office"),
        (("--office", "baths"), "library_card", "those that do are: library"),
        (("--relying-party", "zoo"), "library_card", "known are: library, museum"),
        (("--relying-party", "museum=zoo"), "library_card", "museum=ROLE; they are: library, museum"),
    ],
)
async def test_who_does_not_fit_is_told_with_those_who_do(
    scene: Scene, options: tuple[str, ...], package: str, fault: str
) -> None:
    code, _, faults = await scene.propose(*options, package=package)
    assert (code, fault in faults) == (UNUSABLE, True)


async def test_a_list_of_somebody_else_is_not_believed(scene: Scene) -> None:
    for file in scene.folder.glob("*.toml"):
        text = file.read_text("utf-8")
        key = render_multikey(scene.city.authority.key)
        file.write_text(text.replace(key, "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"), "utf-8")
    code, told, faults = await scene.propose()
    assert code != 0
    assert not told
    assert faults
