"""The start page's routes: pages by GET, everything else by a form and a redirection back to a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from plumbing.http.app import new_app
from plumbing.http.bodies import read_form
from plumbing.http.fetch import FetchFailed, FetchRefused
from plumbing.http.problems import Problem, problem_of
from stadtsiegel.start_page.guard import FormGuard
from stadtsiegel.start_page.pages import LANGUAGES, Pages
from stadtsiegel.start_page.sample_cards import SampleCards
from wallet_sim.refusals import ServiceRefused, WalletRefuses

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp.typedefs import Handler

    from plumbing.observability.metrics import ServiceMetrics
    from stadtsiegel.ahead_clock import AheadClock
    from stadtsiegel.library_city import LibraryCity

MAX_FORM_BYTES = 4096
LATER_SECONDS = 300
CHANGES = ("suspend", "resume", "revoke")
# Links into a wallet (openid4vp:) are navigations, which no directive here restricts.
CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_STYLES = Path(__file__).parent / "static" / "start.css"


def build_app(*, city: LibraryCity, clock: AheadClock, origin: str, metrics: ServiceMetrics) -> web.Application:
    """Make the application.

    Args:
        city: the running city.
        clock: the clock of the city, to be moved from the page.
        origin: where the page itself is reached, such as `http://localhost:8440`.
        metrics: where requests are counted.
    """
    return _StartPage(city=city, clock=clock, origin=origin).app(metrics)


class _StartPage:
    def __init__(self, *, city: LibraryCity, clock: AheadClock, origin: str) -> None:
        self._city = city
        self._clock = clock
        self._origin = origin
        self._cards = SampleCards(city)
        self._guard = FormGuard(entropy=city.entropy)
        self._pages = Pages(city=city, clock=clock, form_token=self._guard.token)

    def app(self, metrics: ServiceMetrics) -> web.Application:
        app = new_app(service="start_page", entropy=self._city.entropy, metrics=metrics)
        app.middlewares.append(self._told_as_page)
        router = app.router
        router.add_get("/", self.start)
        router.add_get("/start.css", self.styles)
        router.add_post("/clock", self.move_clock)
        router.add_post("/cards", self.issue)
        router.add_get("/cards/{card}", self.card)
        router.add_post("/cards/{card}/take", self.take)
        router.add_post("/cards/{card}/status", self.change_status)
        router.add_post("/cards/{card}/checks", self.ask)
        router.add_get("/cards/{card}/checks/{check}", self.check)
        router.add_post("/cards/{card}/checks/{check}/open", self.open)
        router.add_post("/cards/{card}/checks/{check}/answer", self.answer)
        app.cleanup_ctx.append(self._closing)
        return app

    async def start(self, request: web.Request) -> web.Response:
        cards = self._cards.newest_first
        return _page(self._pages.start(_language(request), origin=self._origin, cards=cards))

    async def styles(self, _request: web.Request) -> web.Response:
        return web.Response(text=_STYLES.read_text("utf-8"), content_type="text/css", charset="utf-8")

    async def move_clock(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        self._clock.move(LATER_SECONDS)
        card = form.get("card", "")
        return _see(request, f"/cards/{self._cards.card(card).card_id}" if card else "/")

    async def issue(self, request: web.Request) -> web.Response:
        await self._form(request)
        card = await self._cards.issue()
        return _see(request, f"/cards/{card.card_id}")

    async def card(self, request: web.Request) -> web.Response:
        card = self._cards.card(request.match_info["card"])
        return _page(await self._pages.card(_language(request), card))

    async def take(self, request: web.Request) -> web.Response:
        await self._form(request)
        card = self._cards.card(request.match_info["card"])
        card.kept = await card.holder.wallet.receive(card.offer.link, tx_code=card.offer.tx_code)
        return _see(request, f"/cards/{card.card_id}")

    async def change_status(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        card = self._cards.card(request.match_info["card"])
        change = form.get("change", "")
        if change not in CHANGES:
            raise Problem(400, "Only suspend, resume and revoke can be done here.")
        await self._cards.change_status(card, change)
        return _see(request, f"/cards/{card.card_id}")

    async def ask(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        card = self._cards.card(request.match_info["card"])
        check = await self._cards.ask(card, form.get("asker", ""))
        return _see(request, f"/cards/{card.card_id}/checks/{check.check_id}")

    async def check(self, request: web.Request) -> web.Response:
        card, check = self._cards.check(request.match_info["card"], request.match_info["check"])
        return _page(await self._pages.check(_language(request), card, check))

    async def open(self, request: web.Request) -> web.Response:
        await self._form(request)
        card, check = self._cards.check(request.match_info["card"], request.match_info["check"])
        card.asked_in = check.check_id
        await card.holder.open(check.created.link)
        return _see(request, f"/cards/{card.card_id}/checks/{check.check_id}")

    async def answer(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        card, check = self._cards.check(request.match_info["card"], request.match_info["check"])
        if card.asked_in != check.check_id:
            raise Problem(409, "The wallet is being asked by another check. Open this one again.")
        await card.holder.decide(show=form.get("answer") == "show")
        return _see(request, f"/cards/{card.card_id}/checks/{check.check_id}")

    async def _form(self, request: web.Request) -> dict[str, str]:
        form = await read_form(request, max_bytes=MAX_FORM_BYTES)
        self._guard.refuse_foreign(request, form)
        return form

    @web.middleware
    async def _told_as_page(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            self._guard.refuse_strange_host(request)
            return await handler(request)
        except web.HTTPException as refusal:
            if refusal.status < web.HTTPBadRequest.status_code:
                raise
            problem = problem_of(refusal)
        except Problem as raised:
            problem = raised
        except (WalletRefuses, ServiceRefused) as refused:
            problem = Problem(409, str(refused))
        except (FetchRefused, FetchFailed) as failed:
            problem = Problem(502, f"A service of the city did not answer: {failed}.")
        back = request.path if request.method == "GET" else f"/cards/{request.match_info.get('card', '')}"
        known = "card" in request.match_info and problem.status == web.HTTPConflict.status_code
        page = self._pages.fault(
            _language(request), status=problem.status, detail=problem.detail, back=back if known else "/"
        )
        return _page(page, status=problem.status, headers=dict(problem.headers))

    async def _closing(self, _app: web.Application) -> AsyncIterator[None]:
        yield
        await self._cards.close()


def _language(request: web.Request) -> str:
    chosen = request.query.get("lang", "de")
    return chosen if chosen in LANGUAGES else "de"


def _see(request: web.Request, path: str) -> web.Response:
    """Lead the browser to a page, so that loading it again sends no form twice."""
    return web.Response(status=303, headers={"Location": f"{path}?{urlencode({'lang': _language(request)})}"})


def _page(html: str, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        text=html, status=status, content_type="text/html", headers={**(headers or {}), "Content-Security-Policy": CSP}
    )
