"""What the checker says of delays: a minute for publishing is promised, and not one second of expiry is forgiven."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import stadtsiegel.check_issued
from issuer.hall import HALL
from issuer.status.places import lists_of
from stadtsiegel.check_issued.check import check_issued
from stadtsiegel.check_issued.finding import KEEP_OF_A_KIND, WORDS, Finding, Pile
from stadtsiegel.check_issued.forms import key_of_form, purposes_of_form
from stadtsiegel.check_issued.publications import PublishFolder
from tests.support.issued_city import act, deployment_of, issue_tokens, publish_into, see_the_registry
from tests.support.issuing import LIBRARY, running_issuer
from use_cases.card_format import KEYS
from use_cases.use_case import StatusPurpose

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Row
    from tests.support.issuing import TestIssuer

ROOM = Path(stadtsiegel.check_issued.__file__).parent


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with running_issuer() as running:
        await see_the_registry(running)
        yield running


async def codes(issuer: TestIssuer, folder: Path | None = None) -> set[str]:
    report = await check_issued(
        issuer.database,
        deployment_of(issuer),
        now=issuer.clock.now(),
        publications=PublishFolder(folder) if folder else None,
    )
    return set(report.pile.counts)


async def revoke_unpublished(issuer: TestIssuer) -> None:
    """A revocation that the publisher has not come to."""
    card = await issuer.issue()
    await issuer.publish()
    issuer.clock.move(3600)
    issuer.app[HALL].publisher.publish_due = _asleep  # type: ignore[method-assign]
    await issuer.api("POST", f"/credentials/{card.credential_id}/revoke", json={"reason": "misuse"})


async def _asleep() -> int:
    return 0


async def unpublish(issuer: TestIssuer, rows: list[Row]) -> None:
    """Let the database be as it was before the lists were published again."""
    for row in rows:
        await issuer.database.execute(
            "UPDATE status_lists SET document = :document, published_version = :version, published_at = :published_at,"
            " valid_until = :valid_until WHERE list_id = :list_id",
            document=row["document"],
            version=row["published_version"],
            published_at=row["published_at"],
            valid_until=row["valid_until"],
            list_id=row["list_id"],
        )


async def test_a_change_may_wait_a_minute_for_its_publication_and_no_longer(issuer: TestIssuer) -> None:
    await revoke_unpublished(issuer)
    assert await codes(issuer) == set()
    issuer.clock.move(61)
    assert await codes(issuer) == {"bit-differs-from-list"}


def test_every_form_that_can_be_issued_is_known_to_the_checker_with_the_same_key() -> None:
    for named, rows in KEYS.items():
        for secured_by, algorithm in rows.items():
            assert key_of_form(named.value, secured_by) is algorithm
        assert set(purposes_of_form(named.value)) == set(lists_of(named, StatusPurpose))
    assert key_of_form("ldp_vc", "ES256") is None


async def test_a_token_list_says_of_each_copy_what_its_card_is(issuer: TestIssuer) -> None:
    for actions in ((), ("suspend",), ("suspend", "resume"), ("suspend", "revoke")):
        card = await issue_tokens(issuer, LIBRARY)
        for action in actions:
            await act(issuer, card, LIBRARY, action)
        await issuer.publish()
        assert await codes(issuer) == set()
        for wrong in {0, 1, 2} - {row["value"] for row in await values_of(issuer, card)}:
            for row in await values_of(issuer, card):
                await write(issuer, row, wrong)
                assert await codes(issuer) >= {"bit-differs-from-record"}
                await write(issuer, row, row["value"])


async def values_of(issuer: TestIssuer, card: str) -> list[Row]:
    return await issuer.database.fetch_all(
        "SELECT p.copy_id, p.value FROM status_places p JOIN copies c ON c.copy_id = p.copy_id"
        " WHERE c.credential_id = :card",
        card=card,
    )


async def write(issuer: TestIssuer, row: Row, value: int) -> None:
    await issuer.database.execute(
        "UPDATE status_places SET value = :value WHERE copy_id = :copy", value=value, copy=row["copy_id"]
    )


async def test_a_list_that_has_run_out_is_found(issuer: TestIssuer) -> None:
    await issuer.issue()
    await issuer.publish()
    issuer.clock.move(86_399)
    assert "list-expired" not in await codes(issuer)
    issuer.clock.move(1)
    assert "list-expired" in await codes(issuer)


async def test_an_old_copy_is_found_a_minute_after_the_new_list(issuer: TestIssuer, tmp_path: Path) -> None:
    await issuer.publish()
    await publish_into(tmp_path, issuer)
    assert await codes(issuer, tmp_path) == set()
    issuer.clock.move(50_000)
    await issuer.publish()
    assert await codes(issuer, tmp_path) == set()
    issuer.clock.move(61)
    assert await codes(issuer, tmp_path) == {"copy-stale"}


async def test_of_two_lists_signed_in_one_second_the_copy_may_be_the_first_for_a_minute(
    issuer: TestIssuer, tmp_path: Path
) -> None:
    await issuer.issue()
    await issuer.publish()
    await publish_into(tmp_path, issuer)
    await issuer.issue()
    for table, column in (("credentials", "revoked"), ("status_places", "value")):
        await issuer.database.execute(f"UPDATE {table} SET {column} = 1")  # noqa: S608 one of the two above
    await issuer.database.execute("UPDATE status_lists SET version = version + 1")
    await issuer.publish()
    assert "copy-differs" not in await codes(issuer, tmp_path)
    issuer.clock.move(61)
    assert "copy-differs" in await codes(issuer, tmp_path)


async def test_a_copy_that_is_newer_than_the_moment_of_the_check_is_no_finding(
    issuer: TestIssuer, tmp_path: Path
) -> None:
    await revoke_unpublished(issuer)
    issuer.clock.move(1)
    await issuer.publish()
    await publish_into(tmp_path, issuer)
    await issuer.database.execute("UPDATE status_places SET value = 0")  # the database as it was before the revocation
    assert "revocation-undone" not in await codes(issuer, tmp_path)
    issuer.clock.move(61)
    assert "revocation-undone" in await codes(issuer, tmp_path)


async def test_a_copy_that_was_signed_while_a_long_check_is_under_way_is_no_finding(
    issuer: TestIssuer, tmp_path: Path
) -> None:
    await issuer.publish()
    began, rows = issuer.clock.now(), await issuer.database.fetch_all("SELECT * FROM status_lists")
    issuer.clock.move(50_000)
    await issuer.publish()
    await publish_into(tmp_path, issuer)
    told = {"database": issuer.database, "deployment": deployment_of(issuer), "now": began}
    assert set((await check_issued(**told, publications=None)).pile.counts) == {"list-content-wrong"}  # of the future
    await unpublish(issuer, rows)
    assert (await check_issued(**told, publications=PublishFolder(tmp_path))).clean


async def test_a_card_of_which_the_audit_record_does_not_tell_is_found(issuer: TestIssuer) -> None:
    told = await issuer.issue()
    for step, action in enumerate(("credential-recorded", "credential-issued")):
        await issuer.database.execute(
            "INSERT INTO audit_tail (occurred, step, entry_id, actor, action, owner, object_id, outcome)"
            " VALUES (:now, :step, :entry, 'wallet', :action, :office, :card, 'done')",
            now=issuer.clock.now(),
            step=step,
            entry=f"entry-{step}",
            action=action,
            office=LIBRARY,
            card=told.credential_id,
        )
    assert "not-in-audit-record" not in await codes(issuer)
    untold = await issuer.issue()
    for table in ("audit_tail", "audit_chain"):
        await issuer.database.execute(
            f"DELETE FROM {table} WHERE object_id = :card",  # noqa: S608 constants
            card=untold.credential_id,
        )
    report = await check_issued(issuer.database, deployment_of(issuer), now=issuer.clock.now(), publications=None)
    assert {one.place for one in report.pile.kept if one.code == "not-in-audit-record"} == {
        f"credentials/{untold.credential_id}"
    }


async def test_what_a_compromised_key_signed_is_found_until_it_is_revoked(issuer: TestIssuer) -> None:
    card = await issuer.issue()
    key, *_ = await issuer.keyring.keys(owner=LIBRARY)
    await issuer.keyring.mark_compromised(owner=LIBRARY, key_id=key.key_id)
    assert await codes(issuer) == {"key-compromised", "list-signer-compromised"}
    await issuer.api("POST", f"/credentials/{card.credential_id}/revoke", json={"reason": "misuse"})
    await issuer.publish()
    assert await codes(issuer) == set()


def test_every_kind_of_finding_has_its_words_and_no_words_are_left_over() -> None:
    calls = [
        node.args[0]
        for file in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
    ]
    assert {call.value for call in calls if isinstance(call, ast.Constant)} == set(WORDS)
    for words in WORDS.values():
        assert all(re.search(r"[.!]$", text) for text in (words.sentence.de, words.sentence.en, words.remedy.en))


def test_a_flood_of_findings_is_counted_and_not_kept() -> None:
    pile = Pile()
    pile.add(Finding("overdue", f"offers/{number}") for number in range(KEEP_OF_A_KIND + 5))
    assert (pile.counts["overdue"], len(pile.kept)) == (KEEP_OF_A_KIND + 5, KEEP_OF_A_KIND)
