from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from credentials import strict_json
from credentials.did import did_key
from tests.trust_registry.lists import KEY
from trust_registry.reading.errors import DidUnresolvable
from trust_registry.reading.resolve_did import MAX_DOCUMENT_BYTES, DidResolver

if TYPE_CHECKING:
    from plumbing.clock import MovableClock
    from plumbing.http.fetch import Fetcher
    from tests.trust_registry.far_side import FarSide

PATH = "/library/did.json"


@pytest.fixture
def resolver(fetcher: Fetcher, clock: MovableClock) -> DidResolver:
    return DidResolver(fetcher=fetcher, clock=clock)


def serve(far_side: FarSide, **members: Any) -> str:
    did = f"did:web:{far_side.host}:library"
    far_side.answer(PATH, strict_json.render({"id": did} | members), kind="application/did+json")
    return did


async def refusal(resolver: DidResolver, did: str) -> str:
    with pytest.raises(DidUnresolvable) as refused:
        await resolver.resolve(did)
    return refused.value.code


async def test_a_did_web_document_is_fetched_once_and_kept_for_minutes(
    far_side: FarSide, clock: MovableClock, resolver: DidResolver
) -> None:
    did = serve(far_side)
    documents = await asyncio.gather(*(resolver.resolve(did) for _ in range(20)))
    assert {document["id"] for document in documents} == {did}
    clock.move(299)
    await resolver.resolve(did)
    assert far_side.asked == [PATH]
    clock.move(1)
    await resolver.resolve(did)
    assert far_side.asked == [PATH, PATH]


async def test_a_did_key_needs_no_network(far_side: FarSide, resolver: DidResolver) -> None:
    did = did_key.render_did(KEY.public_key)
    assert (await resolver.resolve(did))["id"] == did
    assert far_side.asked == []


async def test_a_document_of_another_did_is_refused(far_side: FarSide, resolver: DidResolver) -> None:
    did = serve(far_side, id=f"did:web:{far_side.host}:somebody")
    assert await refusal(resolver, did) == "did-document-of-another-did"
    did = serve(far_side, id=f"did:web:{far_side.host.lower()}:library")
    assert await refusal(resolver, did) == "did-document-of-another-did", "letter by letter, and remembered a while"


async def test_a_document_without_id_is_refused(far_side: FarSide, resolver: DidResolver) -> None:
    did = serve(far_side, id=None)
    assert await refusal(resolver, did) == "did-document-of-another-did"


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"[]", b'{"id":1,"id":2}', b'{"id": NaN}', b"\xff"])
async def test_what_is_no_strict_json_object_is_refused(body: bytes, far_side: FarSide, resolver: DidResolver) -> None:
    did = serve(far_side)
    far_side.answer(PATH, body, kind="application/json")
    assert await refusal(resolver, did) == "did-document-malformed"


async def test_an_oversized_document_is_not_read(far_side: FarSide, resolver: DidResolver) -> None:
    did = serve(far_side, padding="x" * MAX_DOCUMENT_BYTES)
    assert await refusal(resolver, did) == "did-unreachable"


async def test_a_redirect_is_not_followed(far_side: FarSide, resolver: DidResolver) -> None:
    did = serve(far_side)
    far_side.answers["/elsewhere"] = far_side.answers[PATH]
    far_side.answer(PATH, "", status=301, Location=far_side.url("/elsewhere"))
    assert await refusal(resolver, did) == "did-unreachable"
    assert far_side.asked == [PATH]


async def test_a_page_is_no_document(far_side: FarSide, resolver: DidResolver) -> None:
    did = serve(far_side)
    far_side.answer(PATH, strict_json.render({"id": did}), kind="text/html")
    assert await refusal(resolver, did) == "did-unreachable"


@pytest.mark.parametrize("status", [404, 410])
async def test_a_did_without_document_is_not_found(status: int, far_side: FarSide, resolver: DidResolver) -> None:
    did = serve(far_side)
    far_side.answer(PATH, "", status=status)
    assert await refusal(resolver, did) == "did-not-found"


async def test_failures_are_remembered_for_a_moment_only(
    far_side: FarSide, clock: MovableClock, resolver: DidResolver
) -> None:
    did = f"did:web:{far_side.host}:library"
    for _ in range(10):
        assert await refusal(resolver, did) == "did-unreachable"
    assert len(far_side.asked) == 1
    serve(far_side)
    clock.move(10)
    assert (await resolver.resolve(did))["id"] == did


async def test_a_key_that_is_not_there_yet_is_looked_for_again_but_not_at_every_turn(
    far_side: FarSide, clock: MovableClock, resolver: DidResolver
) -> None:
    did = serve(far_side)
    await resolver.resolve(did)
    serve(far_side, new="key")
    assert "new" not in await resolver.resolve(did, fresh=True)
    clock.move(10)
    for _ in range(10):
        assert "new" in await resolver.resolve(did, fresh=True)
    assert len(far_side.asked) == 2


@pytest.mark.parametrize(
    ("did", "code"),
    [
        ("", "invalid-did"),
        ("library", "invalid-did"),
        ("did:web:127.0.0.1", "invalid-did"),
        ("did:web:2130706433", "invalid-did"),
        ("did:web:user%40localhost", "invalid-did"),
        ("did:web:localhost%3A99999", "invalid-did"),
        ("did:web:localhost:..:etc", "invalid-did"),
        ("did:web:localhost:%2e%2e:etc", "invalid-did"),
        ("did:web:LOCALHOST", "invalid-did"),
        ("did:web:xn--", "invalid-did"),
        ("did:web:localhost#key", "invalid-did"),
        ("did:key:z6Mk", "invalid-did"),
        ("did:ethr:0x1", "did-method-not-supported"),
    ],
)
async def test_odd_dids_go_nowhere(did: str, code: str, far_side: FarSide, resolver: DidResolver) -> None:
    assert await refusal(resolver, did) == code
    assert far_side.asked == []


async def test_the_memory_for_what_strangers_name_is_bounded(fetcher: Fetcher, clock: MovableClock) -> None:
    from trust_registry.reading.fetch_once import FetchOnce  # noqa: PLC0415

    kept: FetchOnce[int] = FetchOnce(
        clock=clock, refusal=DidUnresolvable, keep_seconds=60, keep_failures_seconds=60, capacity=3
    )
    fetched = []

    async def fetch() -> int:
        fetched.append(1)
        return len(fetched)

    for key in ("a", "b", "c", "d", "d"):
        await kept.get(key, fetch)
    assert len(fetched) == 4
    await kept.get("a", fetch)
    assert len(fetched) == 5, "the oldest had to go"
