"""`stadtsiegel restore` of an issuer: what it refuses, what it does in doubt, and what comes back with which file."""

from __future__ import annotations

import asyncio
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from credentials.sd_jwt_vc.verify import read_received
from credentials.status.token_status_list import parse_list_token, parse_status_claim
from plumbing.clock import MovableClock
from plumbing.database.deployment import read_epoch
from plumbing.database.open import open_database
from plumbing.keyring.port import KeyState
from stadtsiegel.__main__ import main
from tests.support.deployed import init_city, running_deployed_issuer
from tests.support.issuing import CLAIMS, LIBRARY, NOW, USE_CASE, Holder, TestIssuer
from tests.support.lost_issuer import Story, act, back_up, live, lose_database, put_back, status

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def lost(tmp_path: Path) -> Story:
    """A city of one card, backed up and lost a minute later, with a publish folder; not restored yet."""
    told = Story(folder=tmp_path / "city", backups=tmp_path / "backups", clock=MovableClock(NOW))
    told.backups.mkdir()
    init_city(told.folder)
    asyncio.run(live(told, issue_one))
    back_up(told, keys_to=told.backups)
    told.clock.move(120)
    return told


async def issue_one(issuer: TestIssuer, story: Story) -> None:
    story.cards["one"] = await issuer.issue(Holder())
    body = {"reason": "misuse", "note": "seen at the market"}
    await issuer.api("POST", f"/credentials/{story.cards['one'].credential_id}/suspend", json=body)


async def revoke_one(issuer: TestIssuer, story: Story) -> None:
    await act(issuer, story.cards["one"], "revoke")


async def restored_in_the_audit_record(issuer: TestIssuer, action: str) -> list[str]:
    told = await issuer.database.fetch_all(
        "SELECT object_id FROM audit_tail WHERE action = :action AND outcome = 'restored'", action=action
    )
    return [row["object_id"] for row in told]


async def bits_of_one(story: Story) -> tuple[int, int]:
    async with running_deployed_issuer(story.folder, clock=story.clock, seed=next(story.seeds)) as issuer:
        card = story.cards["one"]
        return await status(issuer, card, "revocation"), await status(issuer, card, "suspension")


def published_lists(story: Story) -> list[Path]:
    return sorted((story.folder / "published" / "issuer" / "offices" / LIBRARY / "status").glob("*.json"))


def test_a_database_that_is_not_empty_is_left_alone(lost: Story) -> None:
    content = (lost.folder / "data" / "issuer.sqlite").read_bytes()
    code, _, err = put_back(lost)
    assert code == 1
    assert "is not empty. Stop the service; then move its SQLite file away" in err
    assert (lost.folder / "data" / "issuer.sqlite").read_bytes() == content


def test_another_unlock_key_opens_nothing_and_says_so(lost: Story) -> None:
    lose_database(lost)
    key = lost.folder / "keys" / "issuer.key"
    key.write_bytes((lost.folder / "keys" / "verifier.key").read_bytes())
    code, _, err = put_back(lost)
    assert code == 1
    assert "nothing was changed: the unlock key does not open this backup" in err


def test_a_backup_of_another_address_is_refused(lost: Story) -> None:
    lose_database(lost)
    settings = lost.folder / "issuer.toml"
    settings.write_text(settings.read_text().replace("https://ausweise.musterstadt", "https://ausweise.beispielstadt"))
    code, _, err = put_back(lost)
    assert code == 1
    assert "set the old URL again" in err


def test_a_damaged_backup_leaves_an_empty_database_and_the_older_one_is_still_good(lost: Story) -> None:
    asyncio.run(live(lost, revoke_one))
    back_up(lost)
    lose_database(lost)
    older, newest = sorted(lost.backups.glob("issuer-*.backup"))
    newest.write_bytes(newest.read_bytes()[:-100])
    code, _, err = put_back(lost)
    assert code == 1
    assert "the end of this backup is missing" in err
    newest.unlink()
    assert put_back(lost)[0] == 0
    assert older.exists()
    assert asyncio.run(bits_of_one(lost)) == (1, 1)


def test_a_list_that_no_key_has_signed_still_keeps_its_set_bits_but_lifts_no_suspension(lost: Story) -> None:
    async def revoke_and_resume(issuer: TestIssuer, story: Story) -> None:
        await act(issuer, story.cards["one"], "resume")
        await act(issuer, story.cards["one"], "revoke")

    asyncio.run(live(lost, revoke_and_resume))
    lose_database(lost)
    for path in published_lists(lost):
        document = json.loads(path.read_bytes())
        document["proof"]["proofValue"] = document["proof"]["proofValue"][:-4] + "1111"
        path.write_text(json.dumps(document))
    code, report, _ = put_back(lost)
    assert code == 0
    assert "2 lists are signed by no good key" in report
    assert asyncio.run(bits_of_one(lost)) == (1, 1)


def test_a_file_so_close_to_the_backup_that_the_order_is_unknown_lifts_no_suspension(lost: Story) -> None:
    async def resume(issuer: TestIssuer, story: Story) -> None:
        await act(issuer, story.cards["one"], "resume")

    lost.clock.move(-120 + 30)
    asyncio.run(live(lost, resume))
    lose_database(lost)
    assert put_back(lost)[0] == 0
    assert asyncio.run(bits_of_one(lost)) == (0, 1)


def test_without_a_publish_folder_the_report_says_what_is_unknown(lost: Story) -> None:
    lose_database(lost)
    shutil.rmtree(lost.folder / "published")
    code, report, _ = put_back(lost)
    assert code == 0
    assert "ACHTUNG: kein Veröffentlichungsordner" in report
    assert "ATTENTION: there is no publish folder" in report
    assert asyncio.run(bits_of_one(lost)) == (0, 1)


def test_a_key_that_was_marked_compromised_since_signs_nothing_any_more(lost: Story) -> None:
    keys: list[str] = []

    async def compromise(issuer: TestIssuer, story: Story) -> None:
        key, *_ = await issuer.keyring.keys(owner=LIBRARY)
        keys.append(key.key_id)
        await issuer.keyring.mark_compromised(owner=LIBRARY, key_id=key.key_id)

    asyncio.run(live(lost, compromise))
    lose_database(lost)
    code, report, _ = put_back(lost)
    assert code == 0
    assert f"Marked compromised since the backup, and now here as well: {LIBRARY}#{keys[0]}" in report

    async def look(issuer: TestIssuer, story: Story) -> None:
        states = {key.key_id: key.state for key in await issuer.keyring.keys(owner=LIBRARY)}
        assert states.pop(keys[0]) is KeyState.COMPROMISED
        # the lost successor and a new one, and the key of the other algorithm
        assert sorted(states.values()) == [KeyState.ACTIVE, KeyState.ACTIVE, KeyState.RETIRED]
        assert await restored_in_the_audit_record(issuer, "key-compromised") == keys
        assert len(await restored_in_the_audit_record(issuer, "key-retired")) == 1

    asyncio.run(live(lost, look))


async def issue_in_an_sd_jwt(issuer: TestIssuer) -> tuple[str, str]:
    """Issue a card; give its id and its only copy."""
    offer = await issuer.make_offer()
    body = await issuer.request_body(Holder())
    body["credential_configuration_id"] = "library_card_v1_dc_sd-jwt"
    status, answer = await issuer.ask_credential(await issuer.token_of(offer), body)
    assert status == 200
    _, told = await issuer.api("GET", f"/offers/{offer['offer_id']}")
    return told["credential_id"], answer["credentials"][0]["credential"]


def test_what_token_lists_said_since_the_backup_is_kept(tmp_path: Path) -> None:
    story = Story(folder=tmp_path / "city", backups=tmp_path / "backups", clock=MovableClock(NOW))
    story.backups.mkdir()
    init_city(story.folder)
    copies: dict[str, str] = {}
    cards: dict[str, str] = {}

    async def change(issuer: TestIssuer, name: str, action: str) -> None:
        status, _ = await issuer.api("POST", f"/credentials/{cards[name]}/{action}", json={"reason": "misuse"})
        assert status == 200

    async def before(issuer: TestIssuer, _: Story) -> None:
        for name in ("good", "revoked", "suspended", "resumed", "suspended and revoked"):
            cards[name], copies[name] = await issue_in_an_sd_jwt(issuer)
        for name in ("resumed", "suspended and revoked"):
            await change(issuer, name, "suspend")

    async def since(issuer: TestIssuer, _: Story) -> None:
        for name, action in (
            ("revoked", "revoke"),
            ("suspended", "suspend"),
            ("resumed", "resume"),
            ("suspended and revoked", "revoke"),
        ):
            await change(issuer, name, action)
        late = "issued late and revoked"
        cards[late], copies[late] = await issue_in_an_sd_jwt(issuer)
        await change(issuer, late, "revoke")

    asyncio.run(live(story, before))
    back_up(story, keys_to=story.backups)
    story.clock.move(120)
    asyncio.run(live(story, since))
    lose_database(story)
    story.clock.move(120)
    assert put_back(story)[0] == 0

    async def look(issuer: TestIssuer, _: Story) -> None:
        values = {}
        for name, copy in copies.items():
            entry = parse_status_claim(read_received(copy).credential.claims["status"])
            reply = await issuer.client.get(entry.list_url.removeprefix(issuer.settings.public_url))
            values[name] = parse_list_token(await reply.text()).status_at(entry)
        assert values == {
            "good": 0,
            "revoked": 1,
            "suspended": 2,
            "resumed": 0,
            "suspended and revoked": 1,
            "issued late and revoked": 1,
        }
        words = {
            name: (await issuer.api("GET", f"/credentials/{card}"))[1].get("state") for name, card in cards.items()
        }
        assert words == {
            "good": "valid",
            "revoked": "revoked",
            "suspended": "suspended",
            "resumed": "valid",
            "suspended and revoked": "revoked",
            "issued late and revoked": None,  # its record was lost
        }

    asyncio.run(live(story, look))


def test_a_card_that_was_being_handed_out_at_the_backup_counts_as_handed_out(lost: Story) -> None:
    async def stop_before_the_hand_out(issuer: TestIssuer, story: Story) -> None:
        story.cards["half"] = await issuer.issue(Holder())
        half = story.cards["half"].credential_id
        await issuer.database.execute(
            "UPDATE credentials SET state = 'recorded', issued_at = NULL WHERE credential_id = :id", id=half
        )
        await issuer.database.execute(
            "UPDATE offers SET state = 'issuing', ended_at = NULL WHERE offer_id = :id",
            id=story.cards["half"].offer["offer_id"],
        )

    asyncio.run(live(lost, stop_before_the_hand_out))
    back_up(lost)
    lose_database(lost)
    code, report, _ = put_back(lost)
    assert (code, "1 cards were being handed out" in report) == (0, True)

    async def suspend_it(issuer: TestIssuer, story: Story) -> None:
        await act(issuer, story.cards["half"], "suspend")
        _, offer = await issuer.api("GET", f"/offers/{story.cards['half'].offer['offer_id']}")
        assert (offer["state"], offer["credential_id"]) == ("issued", story.cards["half"].credential_id)
        told = await issuer.database.fetch_all("SELECT action FROM audit_tail WHERE outcome = 'restored'")
        assert sorted(row["action"] for row in told) == ["credential-issued", *["list-closed"] * 3]

    asyncio.run(live(lost, suspend_it))


def test_a_request_repeated_over_a_restore_makes_its_offer_anew(lost: Story) -> None:
    body = {"use_case": USE_CASE, "claims": CLAIMS}
    made: list[str] = []

    async def ask(issuer: TestIssuer, story: Story) -> None:
        status, answer = await issuer.api("POST", "/offers", json=body, headers={"Idempotency-Key": "monday-1"})
        assert status == 201
        made.append(answer["offer_id"])

    asyncio.run(live(lost, ask))
    back_up(lost)
    lose_database(lost)
    assert put_back(lost)[0] == 0
    asyncio.run(live(lost, ask))
    assert len(set(made)) == 2


def test_notes_come_back_with_the_file_of_keys_and_are_empty_without_it(lost: Story) -> None:
    async def notes() -> list[bytes | None]:
        database = await open_database(f"sqlite:///{lost.folder}/data/issuer.sqlite")
        try:
            return [row["note_sealed"] for row in await database.fetch_all("SELECT note_sealed FROM status_changes")]
        finally:
            await database.close()

    lose_database(lost)
    code, report, _ = put_back(lost, keys=lost.backups)
    assert (code, "Without the file of keys" in report) == (0, False)
    assert [note is not None for note in asyncio.run(notes())] == [True]
    lose_database(lost)
    code, report, _ = put_back(lost)
    assert (code, "Without the file of keys" in report) == (0, True)
    assert asyncio.run(notes()) == [None]


def test_api_keys_are_good_again_or_all_void(lost: Story) -> None:
    async def answered(code: int) -> None:
        async with running_deployed_issuer(lost.folder, clock=lost.clock, seed=next(lost.seeds)) as issuer:
            headers = {"Authorization": f"Bearer {old}"}
            async with issuer.client.get(f"/api/offices/{LIBRARY}/offers/none", headers=headers) as reply:
                assert reply.status == code

    async def remember(issuer: TestIssuer, story: Story) -> None:
        story.token = issuer.api_keys[LIBRARY]

    asyncio.run(live(lost, remember))
    back_up(lost)
    old = lost.token
    lose_database(lost)
    code, report, _ = put_back(lost)
    assert (code, old[:12] in report) == (0, True)
    asyncio.run(answered(404))
    lose_database(lost)
    code, report, _ = put_back(lost, void_api_keys=True)
    assert (code, "All API keys are void" in report) == (0, True)
    asyncio.run(answered(401))

    async def look(issuer: TestIssuer, story: Story) -> None:
        assert old[:12] in await restored_in_the_audit_record(issuer, "api-key-revoked")

    asyncio.run(live(lost, look))


def test_every_restore_begins_an_epoch_that_no_other_had(lost: Story) -> None:
    async def epoch() -> int:
        database = await open_database(f"sqlite:///{lost.folder}/data/issuer.sqlite")
        try:
            number = await read_epoch(database, "issuer")
            if number > 1:
                told = await database.fetch_all("SELECT object_id FROM audit_chain WHERE action = 'restored'")
                assert told == [{"object_id": f"epoch/{number}"}]
            return number
        finally:
            await database.close()

    epochs = [asyncio.run(epoch())]
    for _ in range(2):
        lose_database(lost)
        assert put_back(lost)[0] == 0
        epochs.append(asyncio.run(epoch()))
        lost.clock.move(1)
    assert epochs == [1, NOW + 120, NOW + 121]


def test_from_the_command_line(lost: Story, capsys: pytest.CaptureFixture[str]) -> None:
    lose_database(lost)
    arguments = ["restore", str(lost.folder), "--from", str(lost.backups), "--keys", str(lost.backups)]
    assert main([*arguments, "--service", "issuer"]) == 0
    assert "issuer: wiederhergestellt" in capsys.readouterr().out
    assert main(arguments) == 1
    err = capsys.readouterr().err
    assert "registry was not restored, nothing was changed: there is no registry-....backup" in err
    assert "issuer was not restored, nothing was changed: the database of the issuer is not empty" in err
