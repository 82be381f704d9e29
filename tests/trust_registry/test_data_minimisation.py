"""Nobody is let ask for what a kind of document does not have, except by an override that is told (SECURITY V-25)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.trust_registry.authorities import MAY_ASK, NEW_TYPE, build_registry, open_desk
from trust_registry.keeping.audit_actions import RegistryAction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.clock import MovableClock
    from plumbing.database.port import Database
    from tests.trust_registry.authorities import Desk

SUBJECT = "credentialSubject"
NUMBER, CITY, STREET, COURSES = (
    [SUBJECT, "cardNumber"],
    [SUBJECT, "address", "city"],
    [SUBJECT, "address", "street"],
    [SUBJECT, "courses"],
)
TYPE = NEW_TYPE | {"claims": [NUMBER, CITY, STREET, COURSES]}
REASON = {"de": "Ratsbeschluss 12/2026: Zählung der Haushalte", "en": "Council decision 12/2026: household count"}
GHOST = [SUBJECT, "birthDate"]
BEYOND = MAY_ASK | {"claims": [NUMBER, GHOST]}
OVERRIDDEN = BEYOND | {"override": {"reason": REASON}}


@pytest.fixture
async def desk_of_type(desk: Desk) -> Desk:
    assert (await desk.call("PUT", "/api/credential-types", TYPE))[0] == 200
    return desk


@pytest.fixture
async def stored_desk(database: Database, clock: MovableClock) -> AsyncIterator[Desk]:
    """The same on each engine."""
    async with open_desk(await build_registry(database, clock)) as desk:
        assert (await desk.call("PUT", "/api/credential-types", TYPE))[0] == 200
        yield desk


async def told(database: Database) -> list[str]:
    rows = await database.fetch_all("SELECT action FROM audit_tail ORDER BY occurred, step")
    return [row["action"] for row in rows if row["action"] in ("statement-said", "override-given")]


@pytest.mark.parametrize("asked", [NUMBER, CITY, [SUBJECT, "address"], COURSES, [*COURSES, None, "title"]])
async def test_what_a_kind_of_document_has_may_be_asked_for(asked: list[Any], desk_of_type: Desk) -> None:
    assert (await desk_of_type.call("POST", "/api/statements", MAY_ASK | {"claims": [asked]}))[0] == 201


@pytest.mark.parametrize(
    "asked",
    [
        GHOST,
        ["cardNumber"],
        [SUBJECT, "id"],
        [SUBJECT, "address", "country"],
        [SUBJECT, "cardNumber", "digits"],
        [SUBJECT, "courses", "title"],
        ["validUntil"],
        [SUBJECT],
        [None],
    ],
)
async def test_what_it_does_not_have_is_refused_with_place_and_remedy(asked: list[Any], desk_of_type: Desk) -> None:
    before = (await desk_of_type.call("GET", "/api/statements"))[1]
    status, problem = await desk_of_type.call("POST", "/api/statements", MAY_ASK | {"claims": [NUMBER, asked]})
    assert status == 400
    (fault,) = problem["faults"]
    assert fault["place"] == "claims[1]"
    assert "no claim of this kind of document" in fault["message"]
    assert "override" in fault["message"]
    assert (await desk_of_type.call("GET", "/api/statements"))[1] == before


async def test_an_override_has_its_own_entry_in_the_audit_record_and_its_mark_on_the_list(
    stored_desk: Desk, database: Database
) -> None:
    status, answer = await stored_desk.call("POST", "/api/statements", OVERRIDDEN)
    assert (status, answer["statement"]["override"]) == (201, {"reason": REASON})
    assert await told(database) == [RegistryAction.STATEMENT_SAID, RegistryAction.OVERRIDE_GIVEN]
    status, found = await stored_desk.call("GET", f"/statements/{answer['statement']['id']}", key=None)
    assert (status, found["override"]) == (200, {"reason": REASON})


async def test_no_entry_no_override(stored_desk: Desk, database: Database) -> None:
    await database.execute(
        "ALTER TABLE audit_tail ADD COLUMN fault TEXT CHECK (fault IS NULL AND action <> 'override-given')"
    )
    assert (await stored_desk.call("POST", "/api/statements", OVERRIDDEN))[0] >= 500
    assert (await stored_desk.call("GET", "/api/statements"))[1]["statements"] == []
    assert await told(database) == []
    await database.execute("ALTER TABLE audit_tail DROP COLUMN fault")
    assert (await stored_desk.call("POST", "/api/statements", OVERRIDDEN))[0] == 201


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"override": {}}, "override"),
        ({"override": True}, "override"),
        ({"override": {"reason": {"de": "nur deutsch"}}}, "override.reason"),
        ({"override": {"reason": REASON, "by": "me"}}, "override"),
        ({"override": {"reason": REASON}, "claims": [NUMBER]}, "override"),
        ({"action": "issue", "override": {"reason": REASON}}, "override"),
    ],
)
async def test_an_override_that_gives_no_reason_or_has_none_is_refused(
    changes: dict[str, Any], place: str, desk_of_type: Desk
) -> None:
    status, problem = await desk_of_type.call("POST", "/api/statements", BEYOND | changes)
    assert status == 400
    assert place in {fault["place"] for fault in problem["faults"]}


async def test_only_the_authority_overrides(desk_of_type: Desk) -> None:
    foreign = desk_of_type.registry.foreign_key
    assert (await desk_of_type.call("POST", "/api/statements", OVERRIDDEN, key=foreign))[0] == 403


async def test_a_type_that_was_registered_without_claims_stays_as_it_is(desk_with_type: Desk) -> None:
    assert (await desk_with_type.call("POST", "/api/statements", BEYOND))[0] == 201
    assert (await desk_with_type.call("PUT", "/api/credential-types", NEW_TYPE))[0] == 200


async def test_claims_that_somebody_is_let_ask_beyond_are_not_registered(desk_with_type: Desk) -> None:
    _, answer = await desk_with_type.call("POST", "/api/statements", BEYOND)
    status, problem = await desk_with_type.call("PUT", "/api/credential-types", TYPE)
    assert status == 409
    assert answer["statement"]["id"] in problem["detail"]
    assert (await desk_with_type.call("GET", "/api/credential-types"))[1]["credential_types"] == [NEW_TYPE]
    await desk_with_type.call("POST", f"/api/statements/{answer['statement']['id']}/end", {"as": "ended"})
    assert (await desk_with_type.call("PUT", "/api/credential-types", TYPE))[0] == 200


async def test_claims_once_registered_stay_since_earlier_cards_have_them(stored_desk: Desk) -> None:
    renamed = NEW_TYPE | {"claims": [NUMBER, [SUBJECT, "address", "town"]]}
    assert (await stored_desk.call("PUT", "/api/credential-types", renamed))[0] == 200
    assert (await stored_desk.call("PUT", "/api/credential-types", NEW_TYPE))[0] == 200
    (listed,) = (await stored_desk.call("GET", "/api/credential-types"))[1]["credential_types"]
    assert listed["claims"] == sorted([*TYPE["claims"], [SUBJECT, "address", "town"]])  # type: ignore[misc]
    assert (await stored_desk.call("POST", "/api/statements", BEYOND))[0] == 400


@pytest.mark.parametrize(
    "claims", [[], [[]], [[SUBJECT]], [["cardNumber", "x"]], [[SUBJECT, None]], [NUMBER, NUMBER], "all", [[SUBJECT, 1]]]
)
async def test_claims_of_a_type_that_make_no_sense_are_refused(claims: Any, desk: Desk) -> None:
    status, problem = await desk.call("PUT", "/api/credential-types", NEW_TYPE | {"claims": claims})
    assert status == 400
    assert all(fault["place"].startswith("claims") for fault in problem["faults"])


async def test_a_statement_says_by_what_right_it_asks(desk_of_type: Desk) -> None:
    without = {name: value for name, value in MAY_ASK.items() if name != "legal_basis"}
    status, problem = await desk_of_type.call("POST", "/api/statements", without)
    assert (status, problem["faults"]) == (400, [{"place": "", "message": "missing: legal_basis"}])


async def test_an_officer_sees_some_of_the_claims_or_none_and_never_others(stored_desk: Desk) -> None:
    asking = MAY_ASK | {"claims": [NUMBER, [SUBJECT, "address"]]}
    for purpose, sees in (("a", [CITY]), ("b", []), ("c", [NUMBER, [SUBJECT, "address"]])):
        named = asking | {"officer_sees": sees, "purpose": asking["purpose"] | {"id": purpose}}  # type: ignore[operator]
        status, answer = await stored_desk.call("POST", "/api/statements", named)
        assert (status, answer["statement"]["officer_sees"]) == (201, sees)
    status, problem = await stored_desk.call("POST", "/api/statements", asking | {"officer_sees": [CITY, COURSES]})
    assert (status, [fault["place"] for fault in problem["faults"]]) == (400, ["officer_sees[1]"])


async def test_a_card_may_lack_some_of_the_claims_and_nothing_else_is_called_optional(stored_desk: Desk) -> None:
    asking = MAY_ASK | {"claims": [NUMBER, [SUBJECT, "address"]]}
    status, answer = await stored_desk.call("POST", "/api/statements", asking | {"optional": [NUMBER]})
    assert (status, answer["statement"]["optional"]) == (201, [NUMBER])
    status, problem = await stored_desk.call("POST", "/api/statements", asking | {"optional": [NUMBER, CITY]})
    assert (status, [fault["place"] for fault in problem["faults"]]) == (400, ["optional[1]"])


async def test_every_text_speaks_the_languages_that_it_was_given(stored_desk: Desk) -> None:
    text = {"de": "Ausleihe", "en": "Lending", "uk": "Видача"}
    asking = OVERRIDDEN | {
        "name": text,
        "purpose": {"id": "lending", "title": text, "reason": text},
        "legal_basis": text,
        "override": {"reason": text},
    }
    _, answer = await stored_desk.call("POST", "/api/statements", asking)
    assert answer["statement"] | asking == answer["statement"]
    for wrong in ({"Ukrainian language": "x"}, {"uk": ""}, {"uk": 7}):
        assert (await stored_desk.call("POST", "/api/statements", asking | {"name": text | wrong}))[0] == 400
