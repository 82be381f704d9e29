"""A library card that says whether somebody is of age: it ends before their eighteenth birthday."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.support.issuing import CLAIMS, LIBRARY_CARD, Holder
from use_cases.local_text import LocalText
from use_cases.use_case import Claim, Derived, Kind, OnChange, Retention, Rule

if TYPE_CHECKING:
    from tests.support.issuing import TestIssuer

DAY = 86_400
WHY = LocalText("Damit niemand wiederkommen muss.", "So that nobody has to come again.")
BIRTH_DATE = Claim(
    name="birthDate", kind=Kind.DATE, label=LocalText("Geburtsdatum", "Date of birth"), mandatory=True, on_card=False
)
ADULT = Claim(
    name="adult",
    kind=Kind.BOOLEAN,
    label=LocalText("Volljährig", "Of age"),
    mandatory=True,
    derived=Derived(source="birthDate", rule=Rule.AGE_AT_LEAST, years=18, on_change=OnChange.RENEW),
)
YOUTH_CARD = replace(
    LIBRARY_CARD,
    claims=(*LIBRARY_CARD.claims, BIRTH_DATE, ADULT),
    retention=Retention(claims_seconds=100 * DAY, reason=WHY),
)
GIVEN = CLAIMS | {"birthDate": "2008-05-20"}
CHANGE = int(dt.datetime(2026, 5, 19, 22, tzinfo=dt.UTC).timestamp())
"""The beginning of the birthday in Berlin."""


async def card(issuer: TestIssuer, offer: dict[str, Any] | None = None) -> dict[str, Any]:
    """A card in a wallet, of this offer or of a new one."""
    offer = offer or await issuer.make_offer(claims=GIVEN)
    status, answer = await issuer.ask_credential(await issuer.token_of(offer), await issuer.request_body(Holder()))
    assert status == 200, answer
    return dict(answer["credentials"][0]["credential"])


def id_of(document: dict[str, Any]) -> str:
    return str(document["id"]).removeprefix("urn:uuid:")


async def kept(issuer: TestIssuer) -> list[Any]:
    return list(await issuer.database.fetch_all("SELECT * FROM kept_claims"))
