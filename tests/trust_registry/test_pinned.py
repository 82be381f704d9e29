from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.support.full_disks import full_disk
from trust_registry.reading.errors import DocumentUnavailable
from trust_registry.reading.pinned import MAX_DOCUMENT_BYTES, PinnedDocuments
from trust_registry.reading.registry import Resource

if TYPE_CHECKING:
    from collections.abc import Callable

    from plumbing.clock import MovableClock
    from plumbing.database.port import Database
    from plumbing.http.fetch import Fetcher
    from tests.trust_registry.far_side import FarSide

BODY = b'{"@context": {}}'
PATH = "/context.jsonld"


@pytest.fixture
def new_documents(fetcher: Fetcher, clock: MovableClock, reading_database: Database) -> Callable[[], PinnedDocuments]:
    return lambda: PinnedDocuments(database=reading_database, fetcher=fetcher, clock=clock)


def resource(far_side: FarSide, body: bytes = BODY) -> Resource:
    return Resource("https://city.example/context/v1", far_side.url(PATH), hashlib.sha256(body).hexdigest())


async def refusal(documents: PinnedDocuments, wanted: Resource) -> str:
    with pytest.raises(DocumentUnavailable) as refused:
        await documents.get(wanted)
    return refused.value.code


async def test_a_document_is_fetched_once_and_kept_across_restarts(
    far_side: FarSide, new_documents: Callable[[], PinnedDocuments]
) -> None:
    far_side.answer(PATH, BODY, kind="application/ld+json")
    documents = new_documents()
    assert set(await asyncio.gather(*(documents.get(resource(far_side)) for _ in range(20)))) == {BODY}
    far_side.fall_silent()
    assert await new_documents().get(resource(far_side)) == BODY
    assert far_side.asked == [PATH]


async def test_other_bytes_than_promised_are_refused_and_not_kept(
    far_side: FarSide, clock: MovableClock, new_documents: Callable[[], PinnedDocuments]
) -> None:
    far_side.answer(PATH, BODY + b" ", kind="application/ld+json")
    documents = new_documents()
    for _ in range(5):
        assert await refusal(documents, resource(far_side)) == "document-has-other-bytes"
    assert len(far_side.asked) == 1
    far_side.answer(PATH, BODY, kind="application/ld+json")
    clock.move(15)
    assert await documents.get(resource(far_side)) == BODY


async def test_a_document_that_rots_in_the_database_is_fetched_anew(
    far_side: FarSide, reading_database: Database, new_documents: Callable[[], PinnedDocuments]
) -> None:
    far_side.answer(PATH, BODY)
    await new_documents().get(resource(far_side))
    await reading_database.execute("UPDATE kept_document SET body = :body", body=b"{}")
    assert await new_documents().get(resource(far_side)) == BODY
    assert len(far_side.asked) == 2
    assert await new_documents().get(resource(far_side)) == BODY
    assert len(far_side.asked) == 2


async def test_the_same_bytes_under_another_address_are_not_fetched_again(
    far_side: FarSide, new_documents: Callable[[], PinnedDocuments]
) -> None:
    far_side.answer(PATH, BODY)
    documents = new_documents()
    wanted = resource(far_side)
    await documents.get(wanted)
    moved = Resource(wanted.id, far_side.url("/moved"), wanted.sha256)
    assert await documents.get(moved) == BODY


async def test_redirects_absence_and_oversized_documents_are_refused(
    far_side: FarSide, clock: MovableClock, new_documents: Callable[[], PinnedDocuments]
) -> None:
    documents = new_documents()
    assert await refusal(documents, resource(far_side)) == "document-unreachable"
    far_side.answer("/elsewhere", BODY)
    far_side.answer(PATH, "", status=307, Location=far_side.url("/elsewhere"))
    clock.move(15)
    assert await refusal(documents, resource(far_side)) == "document-unreachable"
    large = b"x" * (MAX_DOCUMENT_BYTES + 1)
    far_side.answer(PATH, large)
    assert await refusal(documents, resource(far_side, large)) == "document-unreachable"
    assert "/elsewhere" not in far_side.asked


async def test_a_document_that_finds_no_room_is_used_and_not_kept(
    far_side: FarSide, new_documents: Callable[[], PinnedDocuments], reading_database: Database
) -> None:
    body = b'{"@context": "' + b"x" * 20_000 + b'"}'
    far_side.answer(PATH, body, kind="application/ld+json")
    async with full_disk(reading_database):
        assert await new_documents().get(resource(far_side, body)) == body
    assert await reading_database.fetch_all("SELECT sha256 FROM kept_document") == []
