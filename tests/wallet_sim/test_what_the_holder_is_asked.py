"""The holder reads who asks, for what, by what right and how long, and that the city made an exception where it did."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.dcql.ask import ask_for_card
from credentials.dcql.query import Query, parse_query
from credentials.jose import jws
from credentials.keys.private_key import PrivateKey
from credentials.strict_json import render
from wallet_sim.city import City, TrustedAuthority
from wallet_sim.consent import ConsentQuestion
from wallet_sim.refusals import WalletRefuses
from wallet_sim.verifier_statement import FORMAT, TYP, VerifierStatement, find_statement, refuse_over_asking

NOW = 1_795_430_000
KEY = PrivateKey.from_seed(bytes(32))
AUTHORITY, MUSEUM = "did:web:trust.city.example", "did:web:museum.example"
CARD = "https://city.example/types/LibraryCard"
SUBJECT = "credentialSubject"
CITY = City(
    authority=TrustedAuthority(did=AUTHORITY, key=KEY.public_key, list_url="https://trust.city.example/trust-list"),
    fetcher=None,  # type: ignore[arg-type] - nothing is fetched
    now=lambda: NOW,
)
BASIS = {"de": "Gebührensatzung, § 2", "en": "Rules of fees, section 2"}
REASON = {"de": "Ratsbeschluss 12/2026", "en": "Council decision 12/2026"}


def stated(**more: Any) -> VerifierStatement:
    claims = {
        "iss": AUTHORITY,
        "sub": MUSEUM,
        "nbf": NOW - 1,
        "exp": NOW + 1,
        "name": {"de": "Museum", "en": "Museum"},
        "credential_type": CARD,
        "purpose": {
            "id": "entry",
            "title": {"de": "Eintritt", "en": "Entry"},
            "reason": {"de": "Preis", "en": "Price"},
        },
        "claims": [[SUBJECT, "category"], [SUBJECT, "address"]],
        "retention_seconds": 60,
        **more,
    }
    prepared = jws.prepare({"alg": "EdDSA", "typ": TYP, "kid": f"{AUTHORITY}#key-1"}, render(claims))
    data = prepared.attach(KEY.sign(prepared.signing_input))
    return find_statement({"verifier_info": [{"format": FORMAT, "data": data}]}, verifier=MUSEUM, city=CITY)


def question(statement: VerifierStatement) -> ConsentQuestion:
    return ConsentQuestion(
        who=statement.name,
        purpose=statement.title,
        reason=statement.reason,
        legal_basis=statement.legal_basis,
        override=statement.override,
        claims=("category",),
        shown=("category",),
        beyond=(),
        retention_seconds=statement.retention_seconds,
    )


@pytest.mark.parametrize(
    ("seconds", "de", "en"),
    [
        (300, "5 Minuten", "5 minutes"),
        (3_600, "1 Stunde", "1 hour"),
        (86_400, "1 Tag", "1 day"),
        (129_600, "36 Stunden", "36 hours"),
        (59, "59 Sekunden", "59 seconds"),
    ],
)
def test_how_long_the_result_is_kept_is_said_to_the_second(seconds: int, de: str, en: str) -> None:
    asked = question(stated(retention_seconds=seconds))
    assert f"Das Ergebnis wird aufbewahrt: {de}." in asked.lines("de")
    assert f"The result is kept: {en}." in asked.lines("en")


@pytest.mark.parametrize(
    ("language", "basis", "unstated"),
    [
        ("de", "Rechtsgrundlage: Gebührensatzung, § 2", "Rechtsgrundlage: nicht genannt"),
        ("en", "Legal basis: Rules of fees, section 2", "Legal basis: not stated"),
    ],
)
def test_the_legal_basis_is_read_or_that_none_is_stated(language: str, basis: str, unstated: str) -> None:
    assert f"{basis}." in question(stated(legal_basis=BASIS)).lines(language)
    assert unstated in "\n".join(question(stated()).lines(language))


@pytest.mark.parametrize(("language", "told"), [("de", "Ausnahme der Stadt"), ("en", "Exception by the city")])
def test_an_exception_by_the_city_is_read_with_its_reason(language: str, told: str) -> None:
    lines = "\n".join(question(stated(override={"reason": REASON})).lines(language))
    assert told in lines
    assert REASON[language] in lines
    assert told not in "\n".join(question(stated()).lines(language))


def asked(*claims: tuple[str, ...]) -> Query:
    return parse_query(ask_for_card(CARD, [(SUBJECT, *path) for path in claims], formats=frozenset({"ldp_vc"})))


@pytest.mark.parametrize("claims", [[("category",)], [("address",)], [("address", "city")]])
def test_what_is_listed_may_be_asked_for_and_any_part_of_a_listed_group(claims: list[tuple[str, ...]]) -> None:
    refuse_over_asking(asked(*claims), stated())


@pytest.mark.parametrize(
    ("claims", "named"),
    [([("address", "city"), ("name", "first")], "name.first"), ([("category", "x"), ("number",)], "number")],
)
def test_whatever_else_is_asked_for_is_named_by_its_place(claims: list[tuple[str, ...]], named: str) -> None:
    with pytest.raises(WalletRefuses, match=named) as refused:
        refuse_over_asking(asked(*claims), stated())
    assert refused.value.code == "verifier-over-asks"


def test_a_group_is_more_than_one_of_its_members() -> None:
    with pytest.raises(WalletRefuses, match="address"):
        refuse_over_asking(asked(("address",)), stated(claims=[[SUBJECT, "address", "city"]]))
