"""`stadtsiegel restore` of an issuer: no place twice, no bit unset, nothing of before redeemed (SECURITY D-10, S-02).

One story on both engines and across them: cards before the backup, more after it, changes to both; then the database is
lost. The tests below read what is there after the restore.
"""

from __future__ import annotations

import asyncio
import io
import json
from typing import TYPE_CHECKING

import pytest

from issuer.app import JOBS, KEEP_FILES_JOB, LIST_SIZE
from issuer.offices.office_keys import PURPOSE
from issuer.status import list_store
from plumbing.audit.trail import AuditTrail
from plumbing.clock import MovableClock
from plumbing.entropy import SeededEntropy
from plumbing.keyring.port import KeyNotActive, KeyState
from stadtsiegel.check_issued.command import run_check
from tests.support.deployed import init_city, running_deployed_issuer, use_database
from tests.support.issuing import LIBRARY, NOW, PUBLIC_URL, Holder, TestIssuer
from tests.support.lost_issuer import Story, act, back_up, fetched, prove, put_back, status

if TYPE_CHECKING:
    from pathlib import Path


async def before(story: Story) -> None:
    async with running_deployed_issuer(story.folder, clock=story.clock, seed=1) as issuer:
        for name in ("good", "revoked early", "revoked late", "suspended late", "resumed late"):
            story.cards[name] = await issuer.issue(Holder())
        await act(issuer, story.cards["revoked early"], "revoke")
        await act(issuer, story.cards["resumed late"], "suspend")
        story.open_offer = await issuer.make_offer()
        story.token = await issuer.token_of(await issuer.make_offer())
        await issuer.publish()


async def after(story: Story) -> None:
    async with running_deployed_issuer(story.folder, clock=story.clock, seed=2) as issuer:
        for name in ("issued late", "issued late and revoked"):
            story.cards[name] = await issuer.issue(Holder())
        entropy = SeededEntropy(9)
        for purpose in ("revocation", "suspension"):
            old = await list_store.open_list(issuer.database, office=LIBRARY, purpose=purpose)
            await list_store.replace_open_list(
                issuer.database,
                entropy,
                AuditTrail(clock=story.clock, entropy=entropy),
                office=LIBRARY,
                purpose=purpose,
                old=old,
                size=LIST_SIZE,
                now=story.clock.now(),
            )
        story.cards["issued late into a new list"] = await issuer.issue(Holder())
        await act(issuer, story.cards["revoked late"], "revoke")
        await act(issuer, story.cards["issued late and revoked"], "revoke")
        await act(issuer, story.cards["suspended late"], "suspend")
        await act(issuer, story.cards["resumed late"], "resume")
        story.nonce = await issuer.nonce()
        await issuer.publish()
        next_key = await issuer.keyring.prepare_next(owner=LIBRARY, purpose=PURPOSE)
        story.lost_key = next_key.key_id
        assert await issuer.app[JOBS].run_now(KEEP_FILES_JOB)
        rows = await issuer.database.fetch_all("SELECT list_id, place FROM status_places")
        story.places = {(row["list_id"], row["place"]) for row in rows}


def empty_database(request: pytest.FixtureRequest, engine: str, file: Path) -> str:
    if engine == "sqlite":
        return f"sqlite:///{file}"
    return request.getfixturevalue("postgresql_cluster").new_database()


@pytest.fixture(params=["sqlite to sqlite", "sqlite to postgresql", "postgresql to sqlite"])
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Story:
    told = Story(folder=tmp_path / "city", backups=tmp_path / "backups", clock=MovableClock(NOW))
    told.backups.mkdir()
    init_city(told.folder)
    source, target = request.param.split(" to ")
    use_database(told.folder, "issuer", empty_database(request, source, tmp_path / "before.sqlite"))
    asyncio.run(before(told))
    back_up(told)
    told.clock.move(120)
    asyncio.run(after(told))
    told.clock.move(120)
    use_database(told.folder, "issuer", empty_database(request, target, tmp_path / "after.sqlite"))
    code, told.report, err = put_back(told)
    assert code == 0, err
    return told


async def test_after_a_restore_nothing_is_forgotten_given_twice_or_redeemed_again(story: Story) -> None:
    the_report_names_the_window_and_what_to_do_in_both_languages(story)
    # the issuer has not started yet, so the lists that are published do not show every bit
    assert await what_the_checker_finds(story) <= {"bit-differs-from-list"}
    async with running_deployed_issuer(story.folder, clock=story.clock, seed=3) as issuer:
        bits = {
            name: (await status(issuer, card, "revocation"), await status(issuer, card, "suspension"))
            for name, card in story.cards.items()
        }
        assert bits == {
            "good": (0, 0),
            "revoked early": (1, 0),
            "revoked late": (1, 0),
            "suspended late": (0, 1),
            "resumed late": (0, 0),
            "issued late": (0, 0),
            "issued late and revoked": (1, 0),
            "issued late into a new list": (0, 0),
        }
        for card in story.cards.values():
            await prove(issuer, card.credential)
        words = {}
        for name in ("good", "revoked early", "revoked late", "suspended late", "resumed late"):
            _, answer = await issuer.api("GET", f"/credentials/{story.cards[name].credential_id}")
            words[name] = answer["state"]
        assert words == {
            "good": "valid",
            "revoked early": "revoked",
            "revoked late": "revoked",
            "suspended late": "suspended",
            "resumed late": "valid",
        }
        await nothing_of_before_is_redeemed(issuer, story)
        await no_place_is_given_again(issuer, story)
        await the_lost_key_verifies_and_never_signs(issuer, story)
        await issuer.publish()
        assert await issuer.app[JOBS].run_now(KEEP_FILES_JOB)
        assert await what_the_checker_finds(story) == set()


async def nothing_of_before_is_redeemed(issuer: TestIssuer, story: Story) -> None:
    reply = await issuer.client.get(issuer.path_of(story.open_offer["link"]))
    assert reply.status == 404
    _, answer = await issuer.api("GET", f"/offers/{story.open_offer['offer_id']}")
    assert answer["state"] == "failed"
    code, answer = await issuer.ask_credential(story.token, await issuer.request_body(Holder()))
    assert (code, answer["error"]) == (401, "invalid_token")
    token = await issuer.token_of(await issuer.make_offer())
    proof = Holder().prove(audience=issuer.identifier(), nonce=story.nonce, now=issuer.clock.now())
    body = await issuer.request_body(Holder()) | {"proofs": {"jwt": [proof]}}
    code, answer = await issuer.ask_credential(token, body)
    assert (code, answer["error"]) == (400, "invalid_nonce")
    sealed = await issuer.database.fetch_all("SELECT offer_id FROM offers WHERE sealed IS NOT NULL")
    assert len(sealed) == 1  # the one just made


async def no_place_is_given_again(issuer: TestIssuer, story: Story) -> None:
    new = [await issuer.issue(Holder()) for _ in range(5)]
    old_lists = {list_id for list_id, _ in story.places}
    for card in new:
        for purpose in ("revocation", "suspension"):
            url, _ = card.place(purpose)
            assert url.rpartition("/")[2] not in old_lists
        assert await status(issuer, card, "revocation") == 0


async def the_lost_key_verifies_and_never_signs(issuer: TestIssuer, story: Story) -> None:
    (key,) = [key for key in await issuer.keyring.keys(owner=LIBRARY) if key.key_id == story.lost_key]
    assert key.state is KeyState.RETIRED
    with pytest.raises(KeyNotActive):
        await issuer.keyring.sign(owner=LIBRARY, key_id=story.lost_key, data=b"x")
    document = await fetched(issuer, f"{PUBLIC_URL}/offices/{LIBRARY}/did.json")
    assert story.lost_key in json.dumps(document)


async def what_the_checker_finds(story: Story) -> set[str]:
    out = io.StringIO()
    await asyncio.to_thread(run_check, story.folder, published=None, as_json=True, out=out, clock=story.clock)
    found: set[str] = set(json.loads(out.getvalue())["counts"])
    return found - {"trust-list-missing", "not-authorized"}  # the registry of this test signs no list


def the_report_names_the_window_and_what_to_do_in_both_languages(story: Story) -> None:
    assert "Fenster: von 2026-05-03T09:20:00Z (Sicherung) bis 2026-05-03T09:24:00Z" in story.report
    assert "Window: from 2026-05-03T09:20:00Z (backup)" in story.report
    assert "2 open offers, 6 access tokens" in story.report
    assert story.lost_key in story.report
    assert "card-without-record" in story.report
    assert [file.read_text() for file in story.folder.glob("restored-issuer-*.txt")] == [story.report]
