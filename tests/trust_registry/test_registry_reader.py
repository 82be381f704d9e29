from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from credentials.verification.evidence import Standing
from tests.support.full_disks import full_disk
from tests.trust_registry.lists import DAY, KEY, OTHER_KEY, payload, sign
from tests.trust_registry.statements import AUTHORITY, CARD, LIBRARY, statement
from trust_registry.reading.errors import RegistryUnavailable
from trust_registry.reading.lookup import RegistryReader
from trust_registry.reading.signed_list import MAX_LIST_BYTES
from trust_registry.reading.statement import render_statement
from trust_registry.reading.trust_settings import TrustSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from plumbing.clock import MovableClock
    from plumbing.database.port import Database
    from plumbing.http.fetch import Fetcher
    from tests.trust_registry.far_side import FarSide

NewReader = "Callable[..., RegistryReader]"


@pytest.fixture
def new_reader(
    far_side: FarSide, fetcher: Fetcher, clock: MovableClock, reading_database: Database
) -> Callable[..., RegistryReader]:
    def make(*, patience_seconds: float = 1.0, **changes: Any) -> RegistryReader:
        trust = {"authority": AUTHORITY, "keys": (KEY.public_key,), "list_url": far_side.url("/trust-list")}
        return RegistryReader(
            database=reading_database,
            fetcher=fetcher,
            clock=clock,
            trust=TrustSettings(**(trust | changes)),
            patience_seconds=patience_seconds,
        )

    return make


def serve(far_side: FarSide, **members: Any) -> None:
    far_side.answer("/trust-list", sign(payload(**members)), ETag=f'"{members.get("version", 7)}"')


async def refusal(reader: RegistryReader) -> str:
    with pytest.raises(RegistryUnavailable) as refused:
        await reader.current()
    return refused.value.code


async def test_a_list_is_fetched_once_and_again_when_it_has_aged(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    serve(far_side)
    reader = new_reader()
    registries = await asyncio.gather(*(reader.current() for _ in range(20)))
    clock.move(59)
    await reader.current()
    assert far_side.asked == ["/trust-list"]
    assert registries[0].standing(entity=LIBRARY, action="issue", credential_type=CARD, at=200) is Standing.AUTHORIZED
    serve(far_side, version=8, statements=[])
    clock.move(1)
    assert (await reader.current()).version == 8
    assert len(far_side.asked) == 2


async def test_an_unchanged_list_is_answered_with_304_and_goes_on(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    serve(far_side)
    reader = new_reader()
    await reader.current()
    clock.move(60)
    assert (await reader.current()).version == 7
    assert len(far_side.asked) == 2


async def test_rollback_is_refused_and_the_newest_list_goes_on_until_it_expires(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    serve(far_side, version=7, statements=[])
    reader = new_reader()
    await reader.current()
    serve(far_side, version=6)
    clock.move(60)
    registry = await reader.current()
    assert registry.version == 7
    assert registry.standing(entity=LIBRARY, action="issue", credential_type=CARD, at=200) is Standing.NOT_LISTED
    clock.move(DAY)
    assert await refusal(reader) in ("trust-list-rolled-back", "trust-list-expired")


async def test_rollback_is_refused_after_a_restart_too(far_side: FarSide, new_reader: Any) -> None:
    serve(far_side, version=7, statements=[])
    await new_reader().current()
    serve(far_side, version=6)
    restarted = new_reader()
    assert (await restarted.current()).version == 7


async def test_rollback_is_refused_after_the_newest_list_has_expired(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    serve(far_side, version=7)
    await new_reader().current()
    clock.move(2 * DAY)
    now = clock.now()
    serve(far_side, version=6, iat=now, exp=now + DAY)
    assert await refusal(new_reader()) == "trust-list-rolled-back"


async def test_mix_and_match_another_list_of_the_same_version_is_refused(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    serve(far_side)
    reader = new_reader()
    await reader.current()
    far_side.answer("/trust-list", sign(payload(statements=[])))
    clock.move(60)
    assert len((await reader.current()).statements) == 1
    clock.move(DAY)
    far_side.answer("/trust-list", sign(payload(statements=[], exp=clock.now() + 60)))
    assert await refusal(reader) == "trust-list-contradicted"


async def test_freeze_the_same_list_for_ever_is_believed_only_until_it_expires(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    serve(far_side)
    reader = new_reader()
    await reader.current()
    clock.move(DAY - 1)
    assert (await reader.current()).version == 7
    clock.move(1)
    assert await refusal(reader) == "trust-list-expired"


async def test_a_silent_registry_is_bridged_by_the_cached_list_across_a_restart(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    serve(far_side)
    reader = new_reader()
    await reader.current()
    far_side.fall_silent()
    clock.move(DAY - 1)
    assert (await reader.current()).version == 7
    assert (await new_reader().current()).version == 7
    clock.move(1)
    assert await refusal(reader) == "trust-list-unreachable"
    assert await refusal(new_reader()) == "trust-list-unreachable"


async def test_a_silent_registry_is_not_asked_by_every_check(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    reader = new_reader()
    for _ in range(10):
        assert await refusal(reader) == "trust-list-unreachable"
    assert len(far_side.asked) == 1
    clock.move(5)
    serve(far_side)
    assert (await reader.current()).version == 7


async def test_a_kept_list_does_not_outlive_the_key_that_signed_it(far_side: FarSide, new_reader: Any) -> None:
    serve(far_side)
    await new_reader().current()
    far_side.fall_silent()
    assert await refusal(new_reader(keys=(OTHER_KEY.public_key,))) == "trust-list-unreachable"


async def test_a_list_changed_in_the_database_is_not_believed(
    far_side: FarSide, reading_database: Database, new_reader: Any
) -> None:
    serve(far_side)
    await new_reader().current()
    far_side.fall_silent()
    forged = sign(payload(), key=OTHER_KEY)
    await reading_database.execute("UPDATE seen_trust_list SET token = :token", token=forged)
    assert await refusal(new_reader()) == "trust-list-unreachable"


async def test_another_process_that_has_seen_more_is_believed(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    serve(far_side, version=7)
    slow, quick = new_reader(), new_reader()
    await slow.current()
    serve(far_side, version=9, statements=[])
    await quick.current()
    serve(far_side, version=8)
    clock.move(60)
    await slow.current()
    assert (await new_reader().current()).version == 9


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (sign(payload(), key=OTHER_KEY), "trust-list-not-proven"),
        (sign(payload(iss="did:web:evil.example")), "trust-list-of-another-authority"),
        (sign(payload(iat=1_900_000_000, exp=1_900_000_600)), "trust-list-not-yet-issued"),
        (sign(payload(statements=[render_statement(statement()) | {"x": 1}])), "trust-list-malformed"),
        ("<html>Login to the hotel's network</html>", "trust-list-malformed"),
        ("ä", "trust-list-malformed"),
        ("", "trust-list-malformed"),
    ],
)
async def test_what_is_not_the_authoritys_list_is_refused(
    token: str, code: str, far_side: FarSide, new_reader: Any
) -> None:
    far_side.answer("/trust-list", token)
    assert await refusal(new_reader()) == code


async def test_an_oversized_list_is_not_read(far_side: FarSide, new_reader: Any) -> None:
    far_side.answer("/trust-list", b"a" * (MAX_LIST_BYTES + 1))
    assert await refusal(new_reader()) == "trust-list-unreachable"


async def test_a_list_of_another_media_type_is_not_read(far_side: FarSide, new_reader: Any) -> None:
    far_side.answer("/trust-list", sign(payload()), kind="text/html")
    assert await refusal(new_reader()) == "trust-list-unreachable"


async def test_a_redirect_is_not_followed(far_side: FarSide, new_reader: Any) -> None:
    far_side.answer("/elsewhere", sign(payload()))
    far_side.answer("/trust-list", "", status=302, Location=far_side.url("/elsewhere"))
    assert await refusal(new_reader()) == "trust-list-unreachable"
    assert far_side.asked == ["/trust-list"]


async def test_plain_http_is_not_spoken(far_side: FarSide, new_reader: Any) -> None:
    reader = new_reader(list_url=far_side.url("/trust-list").replace("https", "http"))
    assert await refusal(reader) == "trust-list-unreachable"
    assert far_side.asked == []


async def test_whoever_goes_away_early_does_not_take_the_list_from_the_others(
    far_side: FarSide, new_reader: Any
) -> None:
    serve(far_side)
    far_side.gate.clear()
    reader = new_reader()
    hasty = asyncio.create_task(reader.current())
    patient = asyncio.create_task(reader.current())
    await far_side.was_asked.wait()
    hasty.cancel()
    far_side.gate.set()
    assert (await patient).version == 7
    assert far_side.asked == ["/trust-list"]


async def test_refresh_asks_at_once(far_side: FarSide, new_reader: Any) -> None:
    serve(far_side)
    reader = new_reader()
    await reader.current()
    serve(far_side, version=8)
    assert (await reader.current()).version == 7
    assert (await reader.refresh()).version == 8


async def test_a_slow_registry_does_not_hold_up_whoever_has_a_trusted_list(
    far_side: FarSide, clock: MovableClock, new_reader: Any
) -> None:
    serve(far_side)
    reader = new_reader(patience_seconds=0.01)
    await reader.current()
    serve(far_side, version=8)
    far_side.gate.clear()
    clock.move(60)
    assert (await reader.current()).version == 7
    far_side.gate.set()
    assert (await reader.refresh()).version == 8


async def test_with_a_full_disk_newer_lists_are_believed_and_older_ones_than_this_process_has_seen_are_not(
    far_side: FarSide, clock: MovableClock, new_reader: Any, reading_database: Database
) -> None:
    serve(far_side)
    reader = new_reader()
    await reader.current()
    async with full_disk(reading_database):
        token = sign(payload(version=9, statements=[render_statement(statement(id=str(n))) for n in range(200)]))
        far_side.answer("/trust-list", token)
        assert (await reader.refresh()).version == 9
        far_side.answer("/trust-list", sign(payload(version=8)))
        clock.move(10)
        assert (await reader.current()).version == 9
        assert (await reader.refresh()).version == 9
    assert await reading_database.fetch_all("SELECT version FROM seen_trust_list") == [{"version": 7}]
    far_side.answer("/trust-list", token)
    clock.move(10)
    await reader.refresh()
    assert await reading_database.fetch_all("SELECT version FROM seen_trust_list") == [{"version": 9}]
