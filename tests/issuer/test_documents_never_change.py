"""What cards name under an identifier keeps its bytes: at the start, at a reload, and between two processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.app import build_app
from issuer.kinds.issued_documents import judge_packages
from issuer.settings import prove_settings
from plumbing.observability.metrics import ServiceMetrics
from plumbing.settings import SettingsError
from tests.stadtsiegel.check_issued.test_promises import codes
from tests.support.issuing import Holder, TestIssuer, running_issuer, settings_table
from tests.support.packages import LIBRARY_CARD, NEXT_VERSION, library_card, take_over, write_package

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

LONGER = ("max_length = 10\n", "max_length = 12\n")
SECOND = library_card(NEXT_VERSION, LONGER)


@pytest.fixture
async def issuer(tmp_path: Path) -> AsyncIterator[TestIssuer]:
    folder = write_package(tmp_path, LIBRARY_CARD)
    async with running_issuer(table=settings_table(use_cases_folder=str(folder))) as running:
        yield running


async def start_with(issuer: TestIssuer, text: str, *, earlier: dict[int, str] | None = None) -> None:
    """Build another process of this issuer, from the files as they are now."""
    folder = issuer.settings.use_cases_folder
    assert folder is not None
    write_package(folder, text, earlier=earlier)
    await build_app(
        settings=prove_settings(settings_table(use_cases_folder=str(folder))),
        database=issuer.database,
        keyring=issuer.keyring,
        seal=issuer.keyring.seal("issuer"),
        api_keys=None,
        clock=issuer.clock,
        entropy=issuer.entropy,
        fetcher=None,
        metrics=ServiceMetrics("issuer"),
        registry=issuer.registry,
    )


async def about_documents(issuer: TestIssuer) -> set[str]:
    """What the checker finds here; this issuer has no trust list, which is another finding."""
    return {code for code in await codes(issuer) if code.startswith("document-")}


async def test_a_package_that_was_never_issued_from_may_change_at_will(issuer: TestIssuer) -> None:
    await issuer.make_offer()
    await start_with(issuer, library_card(LONGER))


async def test_other_bytes_under_the_version_of_a_card_are_refused_at_the_start_with_the_remedy(
    issuer: TestIssuer,
) -> None:
    await issuer.issue()
    with pytest.raises(SettingsError) as refused:
        await start_with(issuer, library_card(LONGER))
    (fault,) = refused.value.faults
    assert fault.place == "library_card version 1"
    assert "LibraryCard/v1/schema.json, and its bytes are others now. Raise the version" in fault.message
    assert fault.message.endswith("keep the file as it was as earlier/v1.toml")


async def test_the_remedy_helps(issuer: TestIssuer) -> None:
    await issuer.issue()
    await start_with(issuer, SECOND, earlier={1: LIBRARY_CARD})


async def test_a_corrected_label_changes_nothing_that_cards_name(issuer: TestIssuer) -> None:
    await issuer.issue()
    await start_with(issuer, library_card(("Card number", "Number of the card")))


async def test_a_version_whose_cards_are_good_may_not_vanish_before_they_have_ended(issuer: TestIssuer) -> None:
    card = await issuer.issue()
    with pytest.raises(SettingsError) as refused:
        await start_with(issuer, SECOND)
    assert [fault.place for fault in refused.value.faults] == ["library_card version 1"] * 2
    assert "as earlier/v1.toml beside a newer use_case.toml" in refused.value.faults[0].message
    await issuer.api("POST", f"/credentials/{card.credential_id}/revoke", json={"reason": "device-lost"})
    await start_with(issuer, SECOND)


async def test_a_process_with_other_bytes_than_the_first_card_issues_nothing(issuer: TestIssuer) -> None:
    await issuer.issue()
    take_over(issuer, library_card(LONGER), earlier={})  # as if it had read its files before the first card
    offer = await issuer.make_offer()
    token = await issuer.token_of(offer)
    status, answer = await issuer.ask_credential(token, await issuer.request_body(Holder()))
    assert status == 503, answer
    assert len(await issuer.database.fetch_all("SELECT * FROM credentials")) == 1
    take_over(issuer, LIBRARY_CARD, earlier={})
    assert (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0] == 200


async def test_the_checker_finds_changed_and_forgotten_documents(issuer: TestIssuer) -> None:
    await issuer.issue()
    assert await about_documents(issuer) == set()
    await issuer.database.execute("UPDATE issued_documents SET sha256 = 'x' WHERE id LIKE '%schema.json'")
    assert await about_documents(issuer) == {"document-changed"}
    await issuer.database.execute("DELETE FROM issued_documents WHERE id LIKE '%schema.json'")
    assert await about_documents(issuer) == {"document-not-remembered"}


async def test_cards_of_before_the_memory_are_no_finding(issuer: TestIssuer) -> None:
    await issuer.issue()
    await issuer.database.execute("DELETE FROM issued_documents")
    assert await about_documents(issuer) == set()
    assert await judge_packages(issuer.database, issuer.settings.kinds, now=issuer.clock.now()) == []
