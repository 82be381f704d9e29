"""What is published is kept outside the database as well: the newest, whoever published it, and never going back."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from credentials.status.bitstring_entry import parse_status_entry
from credentials.status.bitstring_status_list import read_status
from issuer.app import JOBS, KEEP_FILES_JOB, KEPT_OUTSIDE
from issuer.hall import HALL
from issuer.offices.office_keys import PURPOSE, OfficeKeys
from issuer.published.files import PublishedFiles
from plumbing.keyring.port import KeyState
from plumbing.keyring.shown_keys import parse_keys
from plumbing.publish_folder import DatabaseBehind, PublishFolder
from tests.support.issuing import LIBRARY, PUBLIC_URL, running_issuer, settings_table

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.issuing import Received, TestIssuer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "published"


@pytest.fixture
async def keeping(folder: Path) -> AsyncIterator[TestIssuer]:
    """An issuer with a publish folder that is not there yet."""
    async with running_issuer(table=settings_table(publish_folder=str(folder))) as running:
        yield running


def files_of(issuer: TestIssuer, folder: Path) -> PublishedFiles:
    return PublishedFiles(
        folder=PublishFolder(folder),
        database=issuer.database,
        keys=OfficeKeys(keyring=issuer.keyring),
        kinds=issuer.app[HALL].kinds,
    )


async def keep(issuer: TestIssuer) -> bool:
    return await issuer.app[JOBS].run_now(KEEP_FILES_JOB)


def list_file(folder: Path, card: Received, purpose: str) -> Path:
    url, _ = card.place(purpose)
    return folder / (url.removeprefix(PUBLIC_URL + "/") + ".json")


def everything_in(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.json")}


def bit(folder: Path, card: Received, purpose: str) -> int:
    document = json.loads(list_file(folder, card, purpose).read_bytes())
    (entry,) = [e for e in card.credential["credentialStatus"] if e["statusPurpose"] == purpose]
    return read_status(document, parse_status_entry(entry))


async def revoke(issuer: TestIssuer, card: Received) -> None:
    status, _ = await issuer.api("POST", f"/credentials/{card.credential_id}/revoke", json={"reason": "misuse"})
    assert status == 200


async def served(issuer: TestIssuer, path: str) -> Any:
    return await (await issuer.client.get(path)).read()


async def test_lists_and_did_documents_lie_in_the_folder_as_they_are_served(keeping: TestIssuer, folder: Path) -> None:
    card = await keeping.issue()
    assert await keep(keeping)
    for purpose in ("revocation", "suspension"):
        path = list_file(folder, card, purpose)
        assert path.read_bytes() == await served(keeping, "/" + str(path.relative_to(folder)).removesuffix(".json"))
    document = folder / "offices" / LIBRARY / "did.json"
    assert document.read_bytes() == await served(keeping, f"/offices/{LIBRARY}/did.json")


async def test_a_revocation_is_in_the_folder_when_it_is_published(keeping: TestIssuer, folder: Path) -> None:
    card = await keeping.issue()
    assert await keep(keeping)
    assert bit(folder, card, "revocation") == 0
    await revoke(keeping, card)
    await keeping.publish()
    assert await keep(keeping)
    assert await keeping.app[KEPT_OUTSIDE].warning() is None
    assert bit(folder, card, "revocation") == 1


async def test_the_keys_are_there_with_their_states_also_the_compromised_ones(
    keeping: TestIssuer, folder: Path
) -> None:
    assert await keep(keeping)
    key, other = parse_keys((folder / "offices" / LIBRARY / "keys.json").read_bytes())
    assert key.state is KeyState.ACTIVE
    await keeping.keyring.mark_compromised(owner=LIBRARY, key_id=key.key_id)
    algorithm = key.public_key.algorithm
    successor = await keeping.keyring.ensure(owner=LIBRARY, purpose=PURPOSE, algorithm=algorithm)
    assert await keep(keeping)
    states = {k.key_id: k.state for k in parse_keys((folder / "offices" / LIBRARY / "keys.json").read_bytes())}
    assert states == {
        key.key_id: KeyState.COMPROMISED,
        other.key_id: KeyState.ACTIVE,
        successor.key_id: KeyState.ACTIVE,
    }
    assert key.key_id not in (folder / "offices" / LIBRARY / "did.json").read_text()


async def test_a_worker_that_comes_late_does_not_bring_an_older_list_back(keeping: TestIssuer, folder: Path) -> None:
    card = await keeping.issue()
    late = files_of(keeping, folder)
    await late.keep()
    await revoke(keeping, card)
    await keeping.publish()
    assert await keep(keeping)
    await late.keep()
    assert bit(folder, card, "revocation") == 1


async def test_an_older_database_put_in_place_replaces_nothing_and_is_told(
    keeping: TestIssuer, folder: Path, tmp_path: Path
) -> None:
    card = await keeping.issue()
    assert await keep(keeping)
    older = tmp_path / "older"
    shutil.copytree(folder, older)
    keeping.clock.move(60)
    await revoke(keeping, card)
    await keeping.publish()
    assert await keep(keeping)
    newest = everything_in(folder)
    # what the files would be to a database of a minute ago
    row = await keeping.database.fetch_one(
        "SELECT list_id, document FROM status_lists WHERE list_id = :list_id",
        list_id=list_file(folder, card, "revocation").stem,
    )
    assert row is not None
    await keeping.database.execute(
        "UPDATE status_lists SET document = :document, publication = 1 WHERE list_id = :list_id",
        document=list_file(older, card, "revocation").read_bytes(),
        list_id=row["list_id"],
    )
    with pytest.raises(DatabaseBehind, match="stadtsiegel restore"):
        await files_of(keeping, folder).keep()
    assert everything_in(folder) == newest


async def test_a_database_that_forgot_a_key_does_not_take_it_out_of_the_files(
    keeping: TestIssuer, folder: Path
) -> None:
    assert await keep(keeping)
    present = (folder / "offices" / LIBRARY / "keys.json").read_bytes()
    await keeping.database.execute("DELETE FROM keyring_keys WHERE owner = :owner", owner=LIBRARY)
    await keeping.keyring.ensure(owner=LIBRARY, purpose=PURPOSE)
    with pytest.raises(DatabaseBehind):
        await files_of(keeping, folder).keep()
    assert (folder / "offices" / LIBRARY / "keys.json").read_bytes() == present


async def test_a_folder_that_cannot_be_written_hinders_no_publication(tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("here is no folder")
    async with running_issuer(table=settings_table(publish_folder=str(blocked / "published"))) as issuer:
        card = await issuer.issue()
        await revoke(issuer, card)
        await issuer.publish()
        assert not await keep(issuer)
        assert "cannot be written (Not a directory)" in str(await issuer.app[KEPT_OUTSIDE].warning())
        url, _ = card.place("revocation")
        document = json.loads(await served(issuer, url.removeprefix(PUBLIC_URL)))
        (entry,) = [e for e in card.credential["credentialStatus"] if e["statusPurpose"] == "revocation"]
        assert read_status(document, parse_status_entry(entry)) == 1
