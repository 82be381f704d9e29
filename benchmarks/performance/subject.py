"""The credential that everybody signs and checks: a library card of the catalogue as our issuer makes it.

There are some of them, of other holders, so that nothing is quick because it saw the same card a moment ago.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any, TypeVar

from credentials.keys.algorithm import Algorithm
from tests.interop import cards
from use_cases.derive.claims import card_claims
from use_cases.derive.disclosure import units
from use_cases.derive.sample import sample_claims

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from credentials.strict_json import JsonObject

T = TypeVar("T")

HOLDERS = 50
OFFICE = cards.office()
OFFICE_P256 = cards.office(Algorithm.P256)
CITIZEN = cards.citizen()
NOW, CONTEXTS = cards.NOW, cards.CONTEXTS
NAMES = [
    {"@value": "Stadtbibliothek Musterstadt", "@language": "de"},
    {"@value": "Musterstadt City Library", "@language": "en"},
]
LIST_URL = "https://ausweise.musterstadt.example/offices/library/status/1"
SHOWN_OR_NOT = units(cards.LIBRARY_CARD)
"""What the holder of a card may withhold."""


def documents(office: cards.Keeper = OFFICE, *, count: int = HOLDERS) -> list[JsonObject]:
    """Cards of different holders, not yet signed."""
    made = []
    for number in range(count):
        holder = cards.citizen(number.to_bytes(32, "big"))
        card = cards.unsecured_card(office, holder, claims=_facts(number))
        made.append(
            card
            | {
                "id": f"urn:uuid:0d5b9c1e-6f0c-4a56-9b0a-{number:012x}",
                "issuer": {"id": office.did, "name": NAMES},
                "credentialStatus": [
                    _entry(purpose.value, place)
                    for place, purpose in enumerate(cards.LIBRARY_CARD.status, start=2 * number)
                ],
            }
        )
    return made


def sd_jwt_claims(count: int = HOLDERS) -> list[JsonObject]:
    """The same facts as the claims of SD-JWT VCs."""
    about = {
        "iss": "https://ausweise.musterstadt.example/offices/library",
        "vct": cards.LIBRARY_CARD.credential_type_iri,
        "iat": NOW,
        "exp": NOW + 86_400,
    }
    return [about | _facts(number) for number in range(count)]


def on_each(make: Callable[[T], object], things: Sequence[T]) -> Callable[[], object]:
    """A call that takes the next of these things each time, from the beginning again after the last."""
    turn = cycle(things)
    return lambda: make(next(turn))


def _facts(number: int) -> dict[str, Any]:
    sample = sample_claims(cards.LIBRARY_CARD, on=cards.MAY) | {"cardNumber": f"M-{number:08}"}
    return card_claims(cards.LIBRARY_CARD, sample, on=cards.MAY)


def _entry(purpose: str, place: int) -> JsonObject:
    return {
        "id": f"{LIST_URL}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place),
        "statusListCredential": LIST_URL,
    }
