from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from credentials.did.document import find_key
from credentials.jose import jws
from plumbing.audit.trail import AuditTrail
from plumbing.entropy import SeededEntropy
from tests.trust_registry.authorities import MAY_ASK, MAY_ISSUE, NEW_TYPE, build_registry, open_desk
from tests.trust_registry.lists import DAY, NOW
from tests.trust_registry.statements import CARD, LIBRARY
from trust_registry.keeping.publish import Publisher
from trust_registry.reading.signed_list import TrustList, judge_list
from trust_registry.reading.statement import STATEMENT_TYP

if TYPE_CHECKING:
    from plumbing.clock import MovableClock
    from plumbing.database.port import Database
    from tests.trust_registry.authorities import Desk


async def fetched(desk: Desk, clock: MovableClock) -> TrustList:
    async with desk.client.get("/trust-list") as answer:
        assert answer.status == 200
        assert answer.content_type == "application/jwt"
        token = await answer.text()
    authority = desk.registry.authority
    return judge_list(
        token,
        authority=authority.did,
        keys=[authority.key.public_key],
        now=clock.now(),
        newest_seen=None,
        clock_skew=0,
    )


async def test_an_empty_list_is_there_from_the_first_moment(desk: Desk, clock: MovableClock) -> None:
    first = await fetched(desk, clock)
    assert (first.seen.version, first.registry.statements, first.registry.expires) == (1, (), NOW + DAY)


async def test_every_change_counts_the_version_by_one(desk_with_type: Desk, clock: MovableClock) -> None:
    before = (await fetched(desk_with_type, clock)).seen.version
    _, answer = await desk_with_type.call("POST", "/api/statements", MAY_ISSUE)
    assert answer["version"] == before + 1
    await desk_with_type.call("POST", f"/api/statements/{answer['statement']['id']}/end", {"as": "compromised"})
    newest = await fetched(desk_with_type, clock)
    assert newest.seen.version == before + 2
    assert newest.registry.statements[0].compromised


async def test_a_refused_change_counts_nothing(desk_with_type: Desk, clock: MovableClock) -> None:
    before = (await fetched(desk_with_type, clock)).seen
    await desk_with_type.call("POST", "/api/statements", {})
    await desk_with_type.call("POST", "/api/statements/x/end", {"as": "ended"})
    await desk_with_type.publish()
    assert (await fetched(desk_with_type, clock)).seen == before


async def test_freeze_the_list_is_renewed_long_before_it_expires(desk: Desk, clock: MovableClock) -> None:
    clock.move(DAY // 2 - 1)
    await desk.publish()
    assert (await fetched(desk, clock)).seen.version == 1
    clock.move(1)
    await desk.publish()
    renewed = await fetched(desk, clock)
    assert (renewed.seen.version, renewed.registry.expires) == (2, NOW + DAY // 2 + DAY)


async def test_an_expired_list_is_never_served_but_renewed_at_once(desk: Desk, clock: MovableClock) -> None:
    clock.move(DAY)
    assert (await fetched(desk, clock)).seen.version == 2


async def test_an_expired_list_that_cannot_be_renewed_is_not_served(
    desk: Desk, clock: MovableClock, sqlite_database: Database
) -> None:
    await sqlite_database.execute("UPDATE keyring_keys SET state = 'compromised'")
    clock.move(DAY)
    async with desk.client.get("/trust-list") as answer:
        assert answer.status == 503
        assert answer.headers["Retry-After"]


async def test_caches_are_told_what_they_may(desk: Desk) -> None:
    async with desk.client.get("/trust-list") as answer:
        tag = answer.headers["ETag"]
        assert "max-age=10" in answer.headers["Cache-Control"]
    async with desk.client.get("/trust-list", headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
    async with desk.client.get("/trust-list", headers={"If-None-Match": '"0"'}) as answer:
        assert answer.status == 200


async def test_a_verify_statement_is_signed_by_itself_too(desk_with_type: Desk, clock: MovableClock) -> None:
    await desk_with_type.call("POST", "/api/statements", MAY_ASK)
    listed = await fetched(desk_with_type, clock)
    statement = listed.registry.verify_statement(entity=LIBRARY, credential_type=CARD, purpose="lending", at=NOW)
    assert statement is not None
    assert statement.signed is not None
    token = jws.parse(statement.signed)
    document = desk_with_type.registry.authority.document()
    key = find_key(document, token.header["kid"], "assertionMethod", now=NOW)
    jws.verify(token, key, algorithms=frozenset({"EdDSA"}), typ=STATEMENT_TYP)
    assert token.claims() == {
        "iss": desk_with_type.registry.authority.did,
        "sub": LIBRARY,
        "jti": statement.id,
        "iat": NOW,
        "nbf": NOW,
        "exp": NOW + DAY,
        **{name: value for name, value in MAY_ASK.items() if name not in ("entity", "action")},
    }


async def test_a_statement_is_listed_in_every_language_in_which_it_was_said(
    desk_with_type: Desk, clock: MovableClock
) -> None:
    purpose = MAY_ASK["purpose"]
    asked = MAY_ASK | {
        "name": MAY_ASK["name"] | {"uk": "Бібліотека"},
        "purpose": purpose | {"title": purpose["title"] | {"pt-BR": "Empréstimo"}},
    }
    status, _ = await desk_with_type.call("POST", "/api/statements", asked)
    listed = (await fetched(desk_with_type, clock)).registry
    statement = listed.verify_statement(entity=LIBRARY, credential_type=CARD, purpose="lending", at=NOW)
    assert status == 201
    assert statement is not None
    assert statement.asking is not None
    assert statement.name.to_json() == asked["name"]
    assert statement.asking.title.to_json() == asked["purpose"]["title"]
    assert statement.asking.reason.to_json() == purpose["reason"]


async def test_an_ended_or_issue_statement_is_not_signed_by_itself(desk_with_type: Desk, clock: MovableClock) -> None:
    await desk_with_type.call("POST", "/api/statements", MAY_ISSUE)
    _, answer = await desk_with_type.call("POST", "/api/statements", MAY_ASK)
    clock.move(1)
    await desk_with_type.call("POST", f"/api/statements/{answer['statement']['id']}/end", {"as": "ended"})
    assert [s.signed for s in (await fetched(desk_with_type, clock)).registry.statements] == [None, None]


async def test_the_did_document_names_the_key_and_where_to_ask(desk: Desk) -> None:
    async with desk.client.get("/.well-known/did.json") as answer:
        assert answer.content_type == "application/did+json"
        document = await answer.json()
    assert document["id"] == "did:web:trust.city.example"
    assert document["verificationMethod"][0]["publicKeyMultibase"] == desk.registry.authority.multikey
    assert {service["type"] for service in document["service"]} == {"TRQP", "StadtsiegelTrustList"}


async def lists_of(database: Database) -> list[tuple[int, str]]:
    rows = await database.fetch_all("SELECT version, token FROM published_list ORDER BY version")
    return [(row["version"], row["token"]) for row in rows]


async def test_split_view_many_publishers_make_one_list_for_each_version(
    database: Database, clock: MovableClock
) -> None:
    registries = [await build_registry(database, clock, seed=seed) for seed in range(4)]
    assert len({registry.authority.kid for registry in registries}) == 1
    trail = AuditTrail(clock=clock, entropy=SeededEntropy(9))
    publishers = [
        Publisher(database=database, authority=registry.authority, clock=clock, trail=trail, lifetime_seconds=DAY)
        for registry in registries
    ]
    for turn in range(3):
        published = await asyncio.gather(*(publisher.publish() for publisher in publishers * 3))
        assert {one.version for one in published} == {turn + 1}
        assert len({one.token for one in published}) == 1
        clock.move(DAY // 2)
    assert [version for version, _ in await lists_of(database)] == [1, 2, 3]


async def test_many_changes_at_once_are_all_counted_and_all_listed(database: Database, clock: MovableClock) -> None:
    one, other = [await build_registry(database, clock, seed=seed) for seed in (1, 2)]
    async with open_desk(one) as first, open_desk(other) as second:
        assert (await first.call("PUT", "/api/credential-types", NEW_TYPE))[0] == 200
        before = (await fetched(first, clock)).seen.version

        async def say(desk: Desk, number: int) -> Any:
            body = MAY_ISSUE | {"entity": f"did:web:office{number}.example"}
            return await desk.call("POST", "/api/statements", body)

        answers = await asyncio.gather(*(say((first, second)[n % 2], n) for n in range(20)))
        assert {status for status, _ in answers} == {201}
        assert {answer["version"] for _, answer in answers} == set(range(before + 1, before + 21))
        await first.publish()
        newest = await fetched(second, clock)
        assert newest.seen.version == before + 20
        assert len(newest.registry.statements) == 20


async def test_a_publisher_that_died_after_the_change_is_made_up_for(
    desk_with_type: Desk, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(self: Publisher) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(Publisher, "publish", die)
        status, answer = await desk_with_type.call("POST", "/api/statements", MAY_ISSUE)
        assert (status, answer["published"]) == (201, False)
    await desk_with_type.publish()
    assert (await fetched(desk_with_type, clock)).seen.version == answer["version"]
