"""How the tests of the Verdict change one thing in the city, and what they expect of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from credentials.strict_json import JsonObject
from credentials.verification.evidence import Standing
from credentials.verification.verdict import CheckName
from tests.credentials.verification.city import (
    City,
    Statements,
)


@dataclass(frozen=True)
class Case:
    """One change and the checks that must no longer pass (or pass with another finding than usual)."""

    name: str
    change: Callable[[City], object]
    findings: dict[str, str]
    well_proven: bool


AFTER_CARD = dict.fromkeys(
    ["holder-binding", "validity-period", "status", "schema", "query-answered"], "credential-not-proven"
)
UNTRUSTED = {"credential-proof": "issuer-keys-not-asked-for", **AFTER_CARD}
UNSIGNED_BY_ISSUER = {"issuer-trusted": "credential-not-proven", **AFTER_CARD}
UNSIGNED_BY_WALLET = dict.fromkeys(["nonce", "audience", "holder-binding"], "presentation-not-proven")
UNREADABLE = {
    name.value: "shape-not-understood"
    for name in CheckName
    if name not in (CheckName.SHAPE, CheckName.VERIFIER_ENTITLED)
}


class Cases(list[Case]):
    """The cases of one topic."""

    def note(
        self, name: str, check: str, code: str, change: Callable[[City], object], *, well_proven: bool, **rest: str
    ) -> None:
        """A change that one check must see; `rest` names further checks that see it too."""
        findings = {check: code, **{other.replace("_", "-"): code for other, code in rest.items()}}
        self.append(Case(name, change, findings, well_proven))

    def case(
        self, name: str, findings: dict[str, str], *, well_proven: bool
    ) -> Callable[[Callable[[City], object]], Callable[[City], object]]:
        """As a decorator: a change that needs a function of its own."""

        def keep(change: Callable[[City], object]) -> Callable[[City], object]:
            self.append(Case(name, change, findings, well_proven))
            return change

        return keep


def put(document: JsonObject, *path: str | int, value: Any) -> None:
    """Set a member of a document, or remove it where the value is `...`."""
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value


def on_card(*path: str | int, value: Any) -> Callable[[City], object]:
    """Change the card before the office signs it."""
    return lambda city: put(city.card, *path, value=value)


def on_signed_card(*path: str | int, value: Any) -> Callable[[City], object]:
    """Change the card after the office has signed it; the wallet signs what came of it."""
    return lambda city: setattr(city, "change_card", lambda card: put(card, *path, value=value))


def on_presentation(*path: str | int, value: Any) -> Callable[[City], object]:
    """Change the presentation before the wallet signs it."""
    return lambda city: setattr(city, "change_presentation", lambda shown: put(shown, *path, value=value))


def on_the_way(*path: str | int, value: Any) -> Callable[[City], object]:
    """Change the presentation after the wallet has signed it."""
    return lambda city: setattr(city, "tamper", lambda shown: put(shown, *path, value=value))


def presented(**options: Any) -> Callable[[City], object]:
    return lambda city: city.present.update(options)


def issued(**options: Any) -> Callable[[City], object]:
    return lambda city: city.issue.update(options)


def said(question: tuple[str, str, str], *statements: tuple[int, int | None, Standing]) -> Callable[[City], object]:
    def change(city: City) -> None:
        assert isinstance(city.trust, Statements)
        city.trust.said[question] = list(statements)

    return change


def published(url: str, document: Any) -> Callable[[City], object]:
    return lambda city: city.lists.update({url: document})


def both(*changes: Callable[[City], object]) -> Callable[[City], object]:
    return lambda city: [change(city) for change in changes]


OK = Standing.AUTHORIZED
SUBJECT = ("verifiableCredential", 0, "credentialSubject")
