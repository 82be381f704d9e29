"""An office changes its key while its cards are shown: nobody at a counter notices (SECURITY K-04, T-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from credentials.strict_json import parse_object
from issuer.app import ACTIVATE_KEYS_JOB, JOBS, PUBLISH_JOB
from issuer.hall import HALL
from issuer.offices.key_rollover import WAIT_SECONDS, KeyRollover
from issuer.offices.office_keys import DID_MAX_AGE_SECONDS
from issuer.status import list_store
from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from plumbing.keyring.port import KeyNotActive, KeyState
from stadtsiegel import founding
from stadtsiegel.library_city import start_city
from tests.support.issuing import LIBRARY, Holder, running_issuer
from trust_registry.reading.resolve_did import KEEP_SECONDS
from wallet_sim.refusals import ServiceRefused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from aiohttp import web

    from issuer.offices.office import Office as IssuingOffice
    from plumbing.service.start import ServiceParts
    from stadtsiegel.library_city import LibraryCity
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026


class Scene:
    """A city, and its issuer from the inside."""

    def __init__(self, city: LibraryCity, clock: MovableClock, app: web.Application, parts: ServiceParts) -> None:
        self.city, self.clock, self.app, self.keyring = city, clock, app, parts.keyring
        self.database = parts.database
        self.office: IssuingOffice = app[HALL].kinds.present.offices["library"]
        self.rollover = KeyRollover(keyring=self.keyring, clock=clock)

    async def new_card(self) -> tuple[Wallet, str]:
        """A wallet with one card, and the id of the key that signed it."""
        wallet = self.city.new_wallet()
        offer = await self.city.library.offer()
        kept = await wallet.receive(offer.link, tx_code=offer.tx_code)
        return wallet, _key_of(kept.document)

    async def show(self, wallet: Wallet) -> str:
        """What the lending desk learns."""
        check = await self.city.lending.ask()
        await wallet.present(check.link)
        return (await self.city.lending.read(check)).state

    async def work(self) -> None:
        """Do what the issuer does every half minute."""
        for job in (ACTIVATE_KEYS_JOB, PUBLISH_JOB):
            assert await self.app[JOBS].run_now(job)

    async def list_keys(self) -> set[str]:
        """The keys that signed the published lists of the library."""
        found = [
            await list_store.open_list(self.database, office="library", purpose=purpose)
            for purpose in ("revocation", "suspension")
        ]
        return {_key_of(parse_object(kept.document)) for kept in found if kept is not None and kept.document}


def _key_of(document: Any) -> str:
    return str(document["proof"]["verificationMethod"]).partition("#")[2]


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    seen: list[tuple[web.Application, ServiceParts]] = []
    build = founding.build_issuer

    async def build_and_keep(settings: Any, parts: ServiceParts) -> web.Application:
        app = await build(settings, parts)
        seen.append((app, parts))
        return app

    monkeypatch.setattr(founding, "build_issuer", build_and_keep)
    clock = MovableClock(NOW)
    async with start_city(folder=tmp_path, clock=clock, entropy=SystemEntropy()) as city:
        yield Scene(city, clock, *seen[0])


async def test_cards_and_lists_of_before_during_and_after_all_verify(scene: Scene) -> None:
    before, old = await scene.new_card()
    assert await scene.show(before) == "verified"
    following, *_ = await scene.rollover.prepare(scene.office)

    # a card of the last second of waiting is still the old key's
    scene.clock.move(WAIT_SECONDS - 1)
    await scene.work()
    during, signed_by = await scene.new_card()
    assert signed_by == old
    assert await scene.list_keys() == {old}
    assert [await scene.show(wallet) for wallet in (before, during)] == ["verified", "verified"]

    scene.clock.move(1)
    assert await scene.app[JOBS].run_now(ACTIVATE_KEYS_JOB)
    after, signed_by = await scene.new_card()
    assert signed_by == following.key_id
    # the verifier still has the lists that the old key signed
    assert [await scene.show(wallet) for wallet in (before, during, after)] == ["verified"] * 3

    await scene.work()
    assert await scene.list_keys() == {following.key_id}
    scene.clock.move(301)
    assert [await scene.show(wallet) for wallet in (before, during, after)] == ["verified"] * 3


async def test_a_verifier_that_looked_a_moment_before_the_next_key_knows_it_in_time(scene: Scene) -> None:
    before, _ = await scene.new_card()
    assert await scene.show(before) == "verified"  # the document is remembered from here on
    scene.clock.move(1)
    following, *_ = await scene.rollover.prepare(scene.office)
    scene.clock.move(WAIT_SECONDS)
    await scene.work()
    after, signed_by = await scene.new_card()
    assert signed_by == following.key_id
    assert await scene.show(after) == "verified"


async def test_without_the_waiting_time_that_verifier_would_refuse(scene: Scene) -> None:
    before, _ = await scene.new_card()
    assert await scene.show(before) == "verified"
    following, *_ = await scene.rollover.prepare(scene.office)
    await scene.keyring.activate_next(owner="library", purpose=following.purpose, made_by=scene.clock.now())
    after, _ = await scene.new_card()
    with pytest.raises(ServiceRefused, match="not proven"):
        await scene.show(after)


def test_the_waiting_time_covers_a_cache_on_the_way_and_the_verifiers_own_memory() -> None:
    assert WAIT_SECONDS > DID_MAX_AGE_SECONDS + KEEP_SECONDS


async def test_what_a_compromised_key_signed_is_refused_and_lists_get_a_good_signature(scene: Scene) -> None:
    before, old = await scene.new_card()
    following, *_ = await scene.rollover.prepare(scene.office)
    scene.clock.move(WAIT_SECONDS)
    await scene.work()
    after, _ = await scene.new_card()
    await scene.keyring.mark_compromised(owner="library", key_id=old)
    scene.clock.move(301)
    await scene.work()
    assert await scene.list_keys() == {following.key_id}
    with pytest.raises(ServiceRefused, match="not proven"):
        await scene.show(before)
    assert await scene.show(after) == "verified"


async def test_the_did_document_shows_next_and_retired_keys_and_no_compromised_one(scene: Scene) -> None:
    _, old = await scene.new_card()
    _, other = await scene.app[HALL].keys.signing_keys(scene.office)
    following, other_following = await scene.rollover.prepare(scene.office)

    async def shown() -> set[str]:
        document = await scene.app[HALL].keys.did_document(scene.office)
        keys = {method.partition("#")[2] for method in document["assertionMethod"]}
        return keys - {other.key_id, other_following.key_id}  # of the other algorithm

    assert await shown() == {old, following.key_id}
    scene.clock.move(WAIT_SECONDS)
    await scene.work()
    assert await shown() == {old, following.key_id}
    with pytest.raises(KeyNotActive, match="retired"):
        await scene.keyring.sign(owner="library", key_id=old, data=b"a card")
    await scene.keyring.mark_compromised(owner="library", key_id=old)
    assert await shown() == {following.key_id}


async def test_a_card_in_the_making_while_the_key_changes_is_signed_with_the_new_one() -> None:
    async with running_issuer() as issuer:
        keys, office = issuer.app[HALL].keys, issuer.settings.offices[LIBRARY]
        following, *_ = await KeyRollover(keyring=issuer.keyring, clock=issuer.clock).prepare(office)
        token = await issuer.token_of(await issuer.make_offer())
        body = await issuer.request_body(Holder())
        sign = keys.sign

        async def sign_too_late(*given: Any) -> Any:
            await issuer.keyring.activate_next(owner=LIBRARY, purpose=following.purpose, made_by=issuer.clock.now())
            return await sign(*given)

        keys.sign = sign_too_late  # type: ignore[method-assign]
        status, answer = await issuer.ask_credential(token, body)
        assert status == 200
        assert _key_of(answer["credentials"][0]["credential"]) == following.key_id
        of_algorithm = following.public_key.algorithm
        keys_of_it = [
            key for key in await issuer.keyring.keys(owner=LIBRARY) if key.public_key.algorithm is of_algorithm
        ]
        assert {key.state for key in keys_of_it} == {KeyState.RETIRED, KeyState.ACTIVE}
