from __future__ import annotations

import pytest

from credentials.verification.evidence import Standing
from tests.trust_registry.statements import AUTHORITY, CARD, LIBRARY, statement
from trust_registry.reading.registry import Registry, Resource, TypeEntry
from trust_registry.reading.statement import Action, Statement


def registry_of(*statements: Statement) -> Registry:
    context = Resource("https://city.example/c/v2", "https://host.example/c/v2", "a" * 64)
    schema = Resource("https://city.example/s/v2", "https://host.example/s/v2", "b" * 64)
    first_context = Resource("https://city.example/c/v1", "https://host.example/c/v1", "c" * 64)
    return Registry(
        authority=AUTHORITY,
        version=1,
        issued=0,
        expires=1000,
        statements=statements,
        credential_types=[TypeEntry(CARD, context, schema, (first_context,))],
    )


def standing(registry: Registry, at: int, **others: str) -> Standing:
    question = {"entity": LIBRARY, "action": "issue", "credential_type": CARD} | others
    return registry.standing(**question, at=at)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "expected"),
    [(99, Standing.NOT_YET), (100, Standing.AUTHORIZED), (199, Standing.AUTHORIZED), (200, Standing.ENDED)],
)
def test_a_planned_end_lets_earlier_cards_stay_good(at: int, expected: Standing) -> None:
    assert standing(registry_of(statement(until=200)), at) is expected


@pytest.mark.parametrize(("at", "expected"), [(149, Standing.AUTHORIZED), (150, Standing.ENDED), (250, Standing.ENDED)])
def test_an_ended_statement_lets_earlier_cards_stay_good(at: int, expected: Standing) -> None:
    assert standing(registry_of(statement(until=200, ended=150)), at) is expected


@pytest.mark.parametrize("at", [0, 99, 100, 149, 150, 500])
def test_no_signed_date_is_believed_after_a_compromise(at: int) -> None:
    assert standing(registry_of(statement(compromised=150)), at) is Standing.COMPROMISED


@pytest.mark.parametrize(
    ("at", "expected"),
    [(120, Standing.COMPROMISED), (170, Standing.COMPROMISED), (199, Standing.COMPROMISED), (200, Standing.AUTHORIZED)],
)
def test_a_successor_does_not_wash_the_time_before_it(at: int, expected: Standing) -> None:
    registry = registry_of(statement(compromised=150), statement(id="2", starts=200))
    assert standing(registry, at) is expected


def test_a_compromised_statement_outweighs_another_that_covers_the_same_moment() -> None:
    registry = registry_of(statement(compromised=150), statement(id="2", starts=0))
    assert standing(registry, 120) is Standing.COMPROMISED
    assert standing(registry, 160) is Standing.AUTHORIZED


def test_a_gap_between_two_statements_is_an_end() -> None:
    registry = registry_of(statement(ended=150), statement(id="2", starts=200))
    assert [standing(registry, at) for at in (149, 175, 200)] == [
        Standing.AUTHORIZED,
        Standing.ENDED,
        Standing.AUTHORIZED,
    ]


def test_an_issuer_known_for_one_thing_is_not_listed_for_another() -> None:
    registry = registry_of(statement())
    assert standing(registry, 120, credential_type=CARD + "2") is Standing.NOT_LISTED
    assert standing(registry, 120, action="verify") is Standing.NOT_LISTED
    assert standing(registry, 120, entity=LIBRARY + ":branch") is Standing.NOT_LISTED


def test_identifiers_are_compared_letter_by_letter() -> None:
    assert standing(registry_of(statement()), 120, entity=LIBRARY.upper()) is Standing.NOT_LISTED


def test_the_verify_statement_for_a_purpose_is_found_while_it_holds() -> None:
    short = statement(id="short", action=Action.VERIFY, until=200)
    long = statement(id="long", action=Action.VERIFY, until=300)
    other = statement(id="other", action=Action.VERIFY, purpose="statistics")
    registry = registry_of(short, long, other)

    def found(purpose: str, at: int) -> str | None:
        answer = registry.verify_statement(entity=LIBRARY, credential_type=CARD, purpose=purpose, at=at)
        return answer.id if answer else None

    assert found("lending", 150) == "long"
    assert found("lending", 50) is None
    assert found("lending", 300) is None
    assert found("statistics", 10_000) == "other"
    assert found("curiosity", 150) is None


def test_a_verifier_compromised_for_one_purpose_asks_for_none() -> None:
    registry = registry_of(
        statement(action=Action.VERIFY),
        statement(id="2", action=Action.VERIFY, purpose="statistics", compromised=900),
    )
    assert registry.verify_statement(entity=LIBRARY, credential_type=CARD, purpose="lending", at=150) is None


def test_documents_of_earlier_versions_are_still_found() -> None:
    registry = registry_of()
    found = registry.resource("https://city.example/c/v1")
    assert found is not None
    assert found.sha256 == "c" * 64
    assert registry.resource("https://host.example/c/v1") is None, "an address is no identifier"
