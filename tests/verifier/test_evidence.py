"""What the verifier gathers: token lists kept as long as they say, documents of a type by their digest alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from credentials import strict_json
from credentials.did.document import find_key
from credentials.jose import jws
from credentials.keys.jwk import render_public_jwk
from credentials.keys.private_key import PrivateKey
from credentials.status.token_status_list import MEDIA_TYPE, TokenStatusList
from credentials.strict_json import JsonObject
from credentials.verification.evidence import Unavailable
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.http.fetch import Fetcher
from plumbing.http.tls import ThrowAwayCa
from tests.trust_registry.far_side import FarSide, start_far_side
from trust_registry.reading.pinned import PinnedDocuments
from trust_registry.reading.registry import Registry, Resource, TypeEntry
from trust_registry.reading.resolve_did import DidResolver
from trust_registry.reading.tables import migrate_reading
from verifier.evidence.issuer_keys import IssuerKeys
from verifier.evidence.status_lists import MAX_AGE, MIN_AGE, StatusLists
from verifier.evidence.type_documents import TypeDocuments

NOW = 1_790_000_000
KEY = PrivateKey.from_seed(b"o" * 32)
CARD = "https://city.example/types/card"
BASE = "https://state.example/types/card"


@pytest.fixture
async def far_side(tmp_path: Path) -> AsyncIterator[FarSide]:
    side = await start_far_side(ThrowAwayCa.load_or_create(tmp_path))
    yield side
    await side.site.stop()


@pytest.fixture
async def fetcher(tmp_path: Path, far_side: FarSide) -> AsyncIterator[Fetcher]:
    ca = ThrowAwayCa.load_or_create(tmp_path)
    fetcher = Fetcher(roots_pem=ca.root_pem, allow_loopback=True, deadline=1.0)
    yield fetcher
    await fetcher.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


def list_token(url: str, **claims: Any) -> str:
    facts = {"sub": url, "iat": NOW, "exp": NOW + 86_400, "ttl": 120, **claims}
    facts["status_list"] = {"bits": 2, "lst": TokenStatusList.of_size(64, bits=2).encode()}
    prepared = jws.prepare({"alg": "EdDSA", "typ": "statuslist+jwt", "kid": "k"}, strict_json.render(facts))
    return prepared.attach(KEY.sign(prepared.signing_input))


@pytest.mark.parametrize(
    "case",
    [
        ({}, 119, 1),
        ({}, 120, 2),
        ({"ttl": 1}, MIN_AGE - 1, 1),
        ({"ttl": 315_360_000}, MAX_AGE - 1, 1),
        ({"ttl": 315_360_000}, MAX_AGE, 2),
        ({"ttl": "120"}, MIN_AGE, 2),
        ({"ttl": 0}, MIN_AGE, 2),
    ],
)
async def test_a_token_list_is_kept_for_its_ttl_in_seconds_within_bounds(
    far_side: FarSide, fetcher: Fetcher, case: tuple[dict[str, Any], int, int]
) -> None:
    claims, seconds, fetches = case
    clock, url = MovableClock(NOW), far_side.url("/list")
    far_side.answer("/list", list_token(url, **claims), kind=MEDIA_TYPE)
    lists = StatusLists(fetcher=fetcher, clock=clock)
    for _ in range(2):
        assert await lists.fetch(url) == list_token(url, **claims)
        clock.move(seconds)
    assert len(far_side.asked) == fetches


async def test_what_is_no_token_is_handed_on_for_the_verdict_to_refuse(
    far_side: FarSide, fetcher: Fetcher, clock: MovableClock
) -> None:
    far_side.answer("/list", b"\xff no token", kind=MEDIA_TYPE)
    assert isinstance(await StatusLists(fetcher=fetcher, clock=clock).fetch(far_side.url("/list")), str)


async def test_a_list_of_another_media_type_is_not_taken(
    far_side: FarSide, fetcher: Fetcher, clock: MovableClock
) -> None:
    far_side.answer("/list", list_token(far_side.url("/list")), kind="text/plain")
    assert isinstance(await StatusLists(fetcher=fetcher, clock=clock).fetch(far_side.url("/list")), Unavailable)


def metadata(vct: str, **members: Any) -> bytes:
    return json.dumps({"vct": vct, **members}).encode()


async def gathered(
    far_side: FarSide, fetcher: Fetcher, clock: MovableClock, listed: dict[str, bytes], served: dict[str, bytes]
) -> dict[str, bytes | Unavailable]:
    """What comes together for the card's type where the registry lists `listed` and the far side serves `served`."""

    def resource(path: str, octets: bytes) -> Resource:
        return Resource(path, far_side.url(path), hashlib.sha256(octets).hexdigest())

    def entry(number: int, vct: str, octets: bytes) -> TypeEntry:
        nothing = resource("/none", b"")
        return TypeEntry(vct, nothing, nothing, type_metadata=resource(f"/{number}", octets))

    entries = [entry(number, vct, octets) for number, (vct, octets) in enumerate(listed.items())]
    for number, vct in enumerate(listed):
        if vct in served:
            far_side.answer(f"/{number}", served[vct], kind="application/json")
    registry = Registry(
        authority="did:web:a.example",
        version=1,
        issued=NOW,
        expires=NOW + 60,
        statements=[],
        credential_types=entries,
    )
    database = await open_database("sqlite::memory:")
    await migrate_reading(database)
    try:
        pinned = PinnedDocuments(database=database, fetcher=fetcher, clock=clock)
        return await TypeDocuments(pinned).type_metadata(CARD, registry)
    finally:
        await database.close()


async def test_the_metadata_of_a_type_come_with_those_of_the_types_on_which_it_builds(
    far_side: FarSide, fetcher: Fetcher, clock: MovableClock
) -> None:
    documents = {CARD: metadata(CARD, extends=BASE), BASE: metadata(BASE, extends="https://nobody.example/card")}
    assert await gathered(far_side, fetcher, clock, documents, documents) == documents


@pytest.mark.parametrize("served", [{}, {CARD: metadata(CARD, name="other")}])
async def test_metadata_that_are_away_or_have_other_bytes_are_unavailable(
    far_side: FarSide, fetcher: Fetcher, clock: MovableClock, served: dict[str, bytes]
) -> None:
    found = await gathered(far_side, fetcher, clock, {CARD: metadata(CARD)}, served)
    assert [type(octets) for octets in found.values()] == [Unavailable]


async def test_malformed_metadata_and_types_in_a_circle_end_the_gathering(
    far_side: FarSide, fetcher: Fetcher, clock: MovableClock
) -> None:
    malformed = {CARD: b"{"}
    assert await gathered(far_side, fetcher, clock, malformed, malformed) == malformed
    circle = {CARD: metadata(CARD, extends=BASE), BASE: metadata(BASE, extends=CARD)}
    assert await gathered(far_side, fetcher, clock, circle, circle) == circle


ISSUER_KEY = {**render_public_jwk(KEY.public_key), "kid": "key-1"}
DID_DOCUMENT, METADATA = "/cards/did.json", "/.well-known/jwt-vc-issuer/cards"


async def issuer_document(
    far_side: FarSide, fetcher: Fetcher, *, or_metadata: bool = True, status: int = 404, issuer: str | None = None
) -> JsonObject | Unavailable:
    """What the verifier has of an issuer that shows its keys only in its metadata."""
    clock = MovableClock(NOW)
    far_side.answer(DID_DOCUMENT, b"", status=status)
    metadata = {"issuer": issuer or far_side.url("/cards"), "jwks": {"keys": [ISSUER_KEY]}}
    far_side.answer(METADATA, json.dumps(metadata), kind="application/json")
    keys = IssuerKeys(resolver=DidResolver(fetcher=fetcher, clock=clock), fetcher=fetcher, clock=clock)
    for _ in range(3):
        found = await keys.document(f"did:web:{far_side.host}:cards", or_metadata=or_metadata)
    return found


async def test_an_issuer_without_did_document_is_known_by_its_metadata(far_side: FarSide, fetcher: Fetcher) -> None:
    document = await issuer_document(far_side, fetcher)
    assert not isinstance(document, Unavailable)
    method = f"did:web:{far_side.host}:cards#key-1"
    assert find_key(document, method, "assertionMethod", now=NOW) == KEY.public_key
    assert far_side.asked == [DID_DOCUMENT, METADATA]


async def test_metadata_are_not_asked_for_where_another_format_or_a_silent_server_is(
    far_side: FarSide, fetcher: Fetcher
) -> None:
    assert isinstance(await issuer_document(far_side, fetcher, or_metadata=False), Unavailable)
    assert isinstance(await issuer_document(far_side, fetcher, status=503), Unavailable)
    assert METADATA not in far_side.asked


async def test_metadata_of_another_issuer_are_refused_and_not_asked_for_at_every_check(
    far_side: FarSide, fetcher: Fetcher
) -> None:
    assert isinstance(await issuer_document(far_side, fetcher, issuer="https://evil.example/cards"), Unavailable)
    assert far_side.asked.count(METADATA) == 1
