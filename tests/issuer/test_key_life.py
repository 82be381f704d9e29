"""A key signs no card that would outlive it, and people hear of it long before (SECURITY K-05)."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from credentials.keys.algorithm import Algorithm
from issuer.app import ACTIVATE_KEYS_JOB, JOBS
from issuer.hall import HALL
from issuer.offices.key_life import DAY, KEY_DAYS, KeyWatch, seconds_left
from issuer.offices.key_rollover import WAIT_SECONDS, KeyRollover
from issuer.offices.office_keys import PURPOSE
from issuer.settings import prove_settings
from plumbing.keyring.port import KeyNotActive
from plumbing.observability import logs
from plumbing.observability.metrics import ServiceMetrics
from plumbing.settings import SettingsError
from tests.support.issuing import LIBRARY, SWIMMING_POOLS, Holder, running_issuer, settings_table

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.issuing import TestIssuer

LIBRARY_ALONE = settings_table(office=settings_table()["office"][:1])


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with running_issuer(table=LIBRARY_ALONE) as running:
        yield running


async def left(issuer: TestIssuer) -> int:
    office = issuer.settings.offices[LIBRARY]
    key = await issuer.app[HALL].keys.signing_key(office, Algorithm.ED25519)
    seconds = seconds_left(office, key, issuer.clock.now())
    assert seconds is not None
    return seconds


async def ask(issuer: TestIssuer) -> int:
    token = await issuer.token_of(await issuer.make_offer())
    return (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0]


async def warning(issuer: TestIssuer) -> str | None:
    return await issuer.app[HALL].key_watch.warning()


async def test_a_card_that_would_outlive_the_key_is_refused_and_costs_nobody_a_place(issuer: TestIssuer) -> None:
    issuer.clock.move(await left(issuer) // DAY * DAY)
    assert await ask(issuer) == 200
    issuer.clock.move(2 * DAY)
    assert await left(issuer) < 0
    rows = await issuer.database.fetch_all("SELECT place FROM status_places")
    assert await ask(issuer) == 503
    assert await issuer.database.fetch_all("SELECT place FROM status_places") == rows


async def test_lists_are_signed_until_the_end_itself_and_not_beyond(issuer: TestIssuer) -> None:
    key = await issuer.keyring.ensure(owner=LIBRARY, purpose=PURPOSE)
    assert key.ends == key.created + KEY_DAYS * DAY
    issuer.clock.move(key.ends - issuer.clock.now() - 1)
    await issuer.publish()
    row = await issuer.database.fetch_one("SELECT published_at FROM status_lists WHERE purpose = 'revocation'")
    assert row == {"published_at": issuer.clock.now()}
    issuer.clock.move(1)
    with pytest.raises(KeyNotActive, match="has come to its end"):
        await issuer.keyring.sign(owner=LIBRARY, key_id=key.key_id, data=b"a list")


async def test_health_warns_sixty_days_before_and_the_next_key_is_the_remedy(issuer: TestIssuer) -> None:
    issuer.clock.move(await left(issuer) - 62 * DAY)
    assert await warning(issuer) is None
    issuer.clock.move(3 * DAY)
    told = await warning(issuer)
    assert told is not None
    assert f"{LIBRARY} (59 days left)" in told or f"{LIBRARY} (58 days left)" in told
    assert "stadtsiegel office rotate-key" in told
    await KeyRollover(keyring=issuer.keyring, clock=issuer.clock).prepare(issuer.settings.offices[LIBRARY])
    assert await warning(issuer) is None
    issuer.clock.move(61 * DAY)
    assert await ask(issuer) == 503
    await issuer.app[JOBS].run_now(ACTIVATE_KEYS_JOB)
    assert await ask(issuer) == 200


async def test_a_key_that_has_stopped_is_told_as_such(issuer: TestIssuer) -> None:
    issuer.clock.move(await left(issuer) + DAY)
    assert f"{LIBRARY} (has stopped signing)" in (await warning(issuer) or "")


async def test_the_log_tells_once_at_each_step(issuer: TestIssuer) -> None:
    told = io.StringIO()
    logs.configure("issuer", stream=told)
    watch = issuer.app[HALL].key_watch
    for days_left in (62, 59, 45, 29, 20, 6, 5):  # a card's end jumps at midnight, and so does the rest
        issuer.clock.move(await left(issuer) - days_left * DAY)
        await watch.look()
        await watch.look()
    logs.configure("tests", level="error")
    lines = [json.loads(line) for line in told.getvalue().splitlines()]
    assert {line["event"] for line in lines} == {"signing-key-near-its-end"}
    ed25519, p256 = (key.key_id for key in await issuer.app[HALL].keys.signing_keys(issuer.settings.offices[LIBRARY]))
    for key in (ed25519, p256):
        days = [line["days"] for line in lines if line["key"] == key]
        assert all(step - 3 < left <= step for step, left in zip((60, 30, 7), days, strict=True))
    assert all("rotate-key" in line["remedy"] for line in lines)


async def test_the_metrics_tell_the_seconds_that_are_left(issuer: TestIssuer) -> None:
    issuer.clock.move(WAIT_SECONDS)
    metrics = ServiceMetrics("issuer")
    watch = KeyWatch(kinds=issuer.app[HALL].kinds, keys=issuer.app[HALL].keys, clock=issuer.clock, metrics=metrics)
    await watch.look()
    (line,) = [line for line in metrics.render().decode().splitlines() if line.startswith("signing_key_seconds_left{")]
    assert float(line.split()[1]) == await left(issuer)


async def test_a_key_whose_form_is_issued_no_more_goes_on_for_the_lists_of_its_cards(issuer: TestIssuer) -> None:
    office = issuer.settings.offices[LIBRARY]
    kinds = {}
    for name, package in office.packages.items():
        left_over = tuple(form for form in package.newest.formats if form.algorithm is Algorithm.P256)
        kinds[name] = replace(package, newest=replace(package.newest, formats=left_over))
    changed = replace(office, packages=kinds)
    assert changed.algorithms == (Algorithm.P256,)
    following = await KeyRollover(keyring=issuer.keyring, clock=issuer.clock).prepare(changed)
    assert {key.public_key.algorithm for key in following} == {Algorithm.ED25519, Algorithm.P256}
    signing = await issuer.app[HALL].keys.signing_keys(changed)
    assert {key.public_key.algorithm for key in signing} == {Algorithm.ED25519, Algorithm.P256}


def test_a_key_must_live_longer_than_every_card_it_signs() -> None:
    with pytest.raises(SettingsError, match=r"key_days must be at least 456: a key outlives every library_card"):
        prove_settings(settings_table(key_days=400))
    assert prove_settings(settings_table(key_days=456)).offices[SWIMMING_POOLS].key_seconds == 456 * DAY
