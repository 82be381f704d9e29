"""What each page shows, as values for its template: read from the services, in the language of the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from issuer.management_api.credentials_api import STATE_TEXTS as CARD_STATES
from issuer.management_api.offers_api import STATE_TEXTS as OFFER_STATES
from stadtsiegel.start_page.times import say_span, say_time
from stadtsiegel.start_page.words import CHECK_NAMES, CHECK_STATES, FAULTS, ICONS, OTHER_FAULT, OUTCOMES, WORDS, tone
from use_cases.load import load_catalogue
from use_cases.use_case import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from credentials.strict_json import JsonObject
    from stadtsiegel.ahead_clock import AheadClock
    from stadtsiegel.library_city import LibraryCity
    from stadtsiegel.start_page.sample_cards import SampleCard, SampleCheck
    from use_cases.local_text import LocalText

LANGUAGES = ("de", "en")
KIND = "library_card"
ENDED = ("accepted", "issued")


class Pages:
    """Renders pages in one language at a time."""

    def __init__(self, *, city: LibraryCity, clock: AheadClock, form_token: str) -> None:
        self._city = city
        self._clock = clock
        self._form_token = form_token
        self._use_case = load_catalogue()[KIND]
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
        )

    def start(self, language: str, *, origin: str, cards: Sequence[SampleCard]) -> str:
        """The start page."""
        city = self._city
        places = [
            ("this_page", origin, None),
            ("registry", city.registry_url, city.authority.did),
            ("issuer", city.issuer_url, city.library.did),
            ("verifier_lending", city.verifier_url, city.lending.did),
            ("verifier_museum", city.verifier_url, city.museum.did),
        ]
        return self._render("start.html", language, path="/", places=places, cards=cards, root_file=city.root_file)

    async def card(self, language: str, card: SampleCard) -> str:
        """A sample card: to be taken, or taken."""
        offer = await self._city.library.api.get(f"/offers/{card.offer.id}")
        word, texts = offer["state"], OFFER_STATES[offer["state"]]
        status = None
        if word in ENDED and "credential_id" in offer:
            record = await self._city.library.api.get(f"/credentials/{offer['credential_id']}")
            status = record["state"]
            texts = next(text for known, text in CARD_STATES.items() if known == status)
        return self._render(
            "card.html",
            language,
            path=f"/cards/{card.card_id}",
            card=card,
            # drawn by our own issuer's code from the link alone, and the only markup that is not escaped
            qr=Markup(card.offer.qr_svg),  # noqa: S704
            open_offer=word in ("created", "opened"),
            state=self._state(status or word, texts, language),
            status=status,
            claims=self._claims(_subject_of(card), language),
            effective_by=card.effective_by,
        )

    async def check(self, language: str, card: SampleCard, check: SampleCheck) -> str:
        """A check: the request, the consent question, or the Verdict."""
        view = await check.service.read(check.created)
        verdict = view.body.get("verdict")
        question = card.holder.question
        shown: tuple[str, ...] = ()
        if question is not None:
            shown = tuple(self._label(name, language) for name in question.shown)
        return self._render(
            "check.html",
            language,
            path=f"/cards/{card.card_id}/checks/{check.check_id}",
            card=card,
            check=check,
            qr=Markup(check.created.qr_svg),  # noqa: S704 - as above
            still_open=view.state in ("waiting", "opened", "judging"),
            state=self._state(view.state, CHECK_STATES[view.state], language),
            question=question if card.asked_in == check.check_id else None,
            asked=[self._label(name, language) for name in question.claims] if question else [],
            shown=shown,
            verdict_rows=[self._verdict_row(one, language) for one in verdict["checks"]] if verdict else [],
            problem=_first_problem(verdict, language),
            claims=self._claims(view.body.get("officer", {}), language),
        )

    def fault(self, language: str, *, status: int, detail: str, back: str) -> str:
        """A page that says what did not work."""
        sentence = _in(FAULTS.get(status, OTHER_FAULT), language)
        return self._render("fault.html", language, path="/", sentence=sentence, detail=detail, back=back)

    def _render(self, template: str, language: str, **values: Any) -> str:
        now = self._clock.now()
        other = next(one for one in LANGUAGES if one != language)
        return self._templates.get_template(template).render(
            t={name: _in(text, language) for name, text in WORDS.items()},
            language=language,
            other=other,
            form_token=self._form_token,
            now=now,
            ahead_minutes=self._clock.ahead // 60,
            say_time=lambda moment: say_time(moment, language),
            say_span=lambda seconds: say_span(seconds, language),
            **values,
        )

    def _state(self, word: str, text: LocalText, language: str) -> dict[str, str]:
        colour = tone(word)
        return {"word": _in(text, language), "tone": colour, "icon": ICONS[colour]}

    def _verdict_row(self, check: JsonObject, language: str) -> dict[str, Any]:
        name = CHECK_NAMES.get(check["name"])
        return {
            "name": _in(name, language) if name else check["name"],
            "outcome": self._state(check["outcome"], OUTCOMES[check["outcome"]], language),
            "sentence": check["message"][language],
            "code": check["code"],
        }

    def _claims(self, claims: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
        return [(self._label(name, language), self._value(name, value, language)) for name, value in claims.items()]

    def _label(self, name: str, language: str) -> str:
        try:
            return _in(self._use_case.claim(*name.split(".")).label, language)
        except KeyError:
            return name

    def _value(self, name: str, value: Any, language: str) -> str:
        try:
            claim = self._use_case.claim(name)
        except KeyError:
            return str(value)
        if claim.kind is Kind.CHOICE:
            return next((_in(one.label, language) for one in claim.choices if one.code == value), str(value))
        return str(value)


def _subject_of(card: SampleCard) -> dict[str, Any]:
    return {} if card.kept is None else card.kept.first.facts


def _first_problem(verdict: JsonObject | None, language: str) -> str | None:
    checks = verdict["checks"] if verdict else []
    for outcome in ("failed", "undecided"):
        for check in checks:
            if check["outcome"] == outcome:
                return str(check["message"][language])
    return None


def _in(text: LocalText, language: str) -> str:
    return text.de if language == "de" else text.en
