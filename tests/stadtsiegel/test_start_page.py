"""The start page: the whole path can be clicked, in both languages, and nobody else can press its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from plumbing.clock import SystemClock
from plumbing.entropy import SystemEntropy
from plumbing.http.serve import start_site
from plumbing.observability.metrics import ServiceMetrics
from stadtsiegel.ahead_clock import AheadClock
from stadtsiegel.library_city import start_city
from stadtsiegel.start_page.app import build_app
from tests.support.html_page import HtmlPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path


class Browser:
    """A browser without scripts that stays on the start page, and holds every page to the rules of all pages."""

    def __init__(self, session: aiohttp.ClientSession, origin: str) -> None:
        self.session = session
        self.origin = origin
        self.page = HtmlPage("")
        self.address = ""

    async def go(self, path: str) -> HtmlPage:
        async with self.session.get(self.origin + path) as answer:
            assert answer.status == 200
            return await self._read(answer)

    async def press(self, button: str) -> HtmlPage:
        action, fields = self.page.button(button)
        async with self.session.post(self.origin + action, data=fields, headers={"Origin": self.origin}) as answer:
            return await self._read(answer)

    async def _read(self, answer: aiohttp.ClientResponse) -> HtmlPage:
        self.address = answer.url.path
        csp = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in csp
        assert "unsafe-inline" not in csp
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        self.page = HtmlPage(await answer.text())
        assert self.page.open_tags == []
        assert not self.page.find("script")
        assert not self.page.find("style")
        for tag, values in self.page.tags:
            assert not [name for name in values if name == "style" or name.startswith("on")], tag
        assert len(self.page.find("h1")) == 1
        assert self.page.find("html")[0]["lang"] == answer.url.query.get("lang", "de")
        return self.page


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    clock = AheadClock(machine=SystemClock(), file=tmp_path / "clock-ahead")
    async with start_city(folder=tmp_path, clock=clock, entropy=SystemEntropy()) as city:
        app = build_app(city=city, clock=clock, origin="http://localhost", metrics=ServiceMetrics("start_page"))
        site = await start_site(app, port=0)
        async with aiohttp.ClientSession() as session:
            yield Browser(session, f"http://localhost:{site.port}")
        await site.stop()


async def test_a_person_clicks_from_issue_to_refusal(browser: Browser) -> None:
    page = await browser.go("/")
    assert "Vertrauensregister" in page.text
    page = await browser.press("Musterausweis ausstellen")
    assert "Angelegt" in page.text
    assert page.find("svg")
    assert any(link["href"].startswith("openid-credential-offer://") for link in page.find("a"))

    page = await browser.press("Mit der simulierten Wallet abholen")
    assert "gültig" in page.text
    assert "Mustermann" in page.text

    page = await browser.press("Bibliothek fragt (Ausleihe)")
    assert "Warten auf Wallet" in page.text
    page = await browser.press("Anfrage in der simulierten Wallet öffnen")
    assert "Nur das wird gezeigt." in page.text
    assert "Stadtbibliothek Musterstadt" in page.text
    page = await browser.press("Ausweis zeigen")
    assert "Bestätigt" in page.text
    assert "M-00012345" in page.text
    assert "Mustermann" not in page.text
    assert len([row for row in page.find("span") if row.get("class") == "state good"]) >= 12

    card = browser.address.split("/checks/")[0]
    await browser.go(card)
    page = await browser.press("Ausweis aussetzen")
    assert "ausgesetzt" in page.text
    assert "gilt überall spätestens um" in page.text
    page = await browser.press("Fünf Minuten später")
    assert "gilt jetzt überall" in page.text
    page = await _checked(browser)
    assert "vorübergehend ausgesetzt" in page.text

    await browser.go(card)
    await browser.press("Aussetzung aufheben")
    await browser.press("Fünf Minuten später")
    assert "Bestätigt" in (await _checked(browser)).text

    await browser.go(card)
    page = await browser.press("Ausweis endgültig widerrufen")
    assert "Ein Widerruf ist endgültig" in page.text
    await browser.press("Fünf Minuten später")
    page = await _checked(browser)
    assert "Nicht bestätigt" in page.text
    assert "wurde widerrufen" in page.text
    assert "Keine Angaben" in page.text


async def _checked(browser: Browser) -> HtmlPage:
    await browser.press("Bibliothek fragt (Ausleihe)")
    await browser.press("Anfrage in der simulierten Wallet öffnen")
    return await browser.press("Ausweis zeigen")


async def test_the_path_is_there_in_english_and_a_holder_may_say_no(browser: Browser) -> None:
    await browser.go("/?lang=en")
    page = await browser.press("Issue a sample card")
    assert "Transaction code" in page.text
    await browser.press("Take it with the simulated wallet")
    await browser.press("Museum asks (reduced entry)")
    page = await browser.press("Open the request in the simulated wallet")
    assert "Musterstadt city museum" in page.text
    assert "Only this is shown." in page.text
    question = browser.address
    page = await browser.press("Do not show it")
    assert "Declined" in page.text
    page = await browser.go(f"{question}?lang=de")
    assert "Abgelehnt" in page.text


async def test_an_offer_that_was_taken_cannot_be_taken_again(browser: Browser) -> None:
    await browser.go("/")
    offered = await browser.press("Musterausweis ausstellen")
    await browser.press("Mit der simulierten Wallet abholen")
    browser.page = offered
    page = await browser.press("Mit der simulierten Wallet abholen")
    assert "Das ging nicht" in page.text
    assert "Wallet oder Dienst haben abgelehnt" in page.text


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({}, {}),
        ({"form_token": ""}, {}),
        ({"form_token": "guessed"}, {}),
        (None, {"Origin": "https://evil.example"}),
        (None, {"Origin": "null"}),
        (None, {"Sec-Fetch-Site": "cross-site"}),
        (None, {"Sec-Fetch-Site": "same-site"}),
        (None, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}),
    ],
)
async def test_a_form_from_elsewhere_is_refused(
    start_page: tuple[aiohttp.ClientSession, str], form: Mapping[str, str] | None, headers: Mapping[str, str]
) -> None:
    session, origin = start_page
    async with session.get(origin) as answer:
        token = HtmlPage(await answer.text()).forms[-1].fields
    async with session.post(f"{origin}/clock?lang=en", data=token if form is None else form, headers=headers) as answer:
        assert answer.status == 403
        assert "did not come from this page" in await answer.text()


async def test_a_browser_that_hides_the_origin_is_believed_by_its_fetch_metadata(
    start_page: tuple[aiohttp.ClientSession, str],
) -> None:
    session, origin = start_page
    async with session.get(origin) as answer:
        fields = HtmlPage(await answer.text()).forms[-1].fields
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    async with session.post(f"{origin}/clock", data=fields, headers=headers) as answer:
        assert answer.status == 200
        assert "Die Uhr geht vor um 5" in " ".join(HtmlPage(await answer.text()).text.split())


async def test_another_sites_name_for_this_machine_is_refused(start_page: tuple[aiohttp.ClientSession, str]) -> None:
    session, origin = start_page
    async with session.get(origin, headers={"Host": "evil.example"}) as answer:
        assert answer.status == 421


@pytest.mark.parametrize("path", ["/cards/none", "/cards/none/checks/none", "/nothing"])
async def test_what_is_not_there_is_told_on_a_page(start_page: tuple[aiohttp.ClientSession, str], path: str) -> None:
    session, origin = start_page
    async with session.get(origin + path) as answer:
        assert answer.status == 404
        assert answer.content_type == "text/html"


@pytest.fixture
async def start_page(browser: Browser) -> tuple[aiohttp.ClientSession, str]:
    return browser.session, browser.origin
