"""The matrix over all formats: each check, turned alone in a good answer, turns the Verdict (SECURITY V-01).

It is generated: from the formats of `FORMATS`, from the checks that a Verdict expects, and from the rows that say how a
format makes a good answer and how each of its checks is turned. A format without a row, or a check that nothing turns,
is a failure here.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from credentials.data_integrity.suites import SUITES
from credentials.formats import FORMATS
from credentials.verification.judge_credential import judge_credential
from credentials.verification.messages import FINDINGS, NOT_REACHED
from credentials.verification.verdict import CREDENTIAL_CHECKS, PRESENTATION_CHECKS, CheckName, Verdict
from tests.credentials.verification.city import City
from tests.credentials.verification.rows import ROWS
from tests.credentials.verification.rows.row import Row, Turn


def of_presentation(city: City) -> Verdict:
    return city.verdict()


def of_credential(city: City) -> Verdict:
    policy = city.policy()
    return judge_credential(
        city.signed_card(), format_id=policy.query.format, policy=policy, evidence=city.evidence(), now=city.now
    )


Judge = Callable[[City], Verdict]
JUDGES: list[tuple[str, Judge, frozenset[CheckName]]] = [
    ("presentation", of_presentation, PRESENTATION_CHECKS),
    ("credential", of_credential, CREDENTIAL_CHECKS),
]
TURNS = [
    pytest.param(row, judge, check, turn, id=f"{row.format_id}, {row.variant}: {what}, {check.value}, {name}")
    for row in ROWS
    for what, judge, checks in JUDGES
    for check in sorted(checks)
    for name, turn in row.turns_of(check).items()
]


def test_every_format_and_every_cryptosuite_has_a_row() -> None:
    assert {row.format_id for row in ROWS} == set(FORMATS)
    assert {row.variant.split(" ")[0] for row in ROWS if row.format_id == "ldp_vc"} == set(SUITES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.format_id}, {row.variant}")
def test_every_check_can_be_turned(row: Row) -> None:
    assert [check for check in CheckName if not row.turns_of(check)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.format_id}, {row.variant}")
@pytest.mark.parametrize(("judge", "checks"), [j[1:] for j in JUDGES], ids=[j[0] for j in JUDGES])
def test_a_good_answer_passes_every_check(row: Row, judge: Judge, checks: frozenset[CheckName]) -> None:
    city = row.city()
    assert city.policy().query.format == row.format_id
    verdict = judge(city)
    assert [check.to_json() for check in verdict.problems] == []
    assert verdict.valid
    assert {check.name for check in verdict.checks} == checks


@pytest.mark.parametrize(("row", "judge", "check", "turn"), TURNS)
def test_one_check_turned_alone_turns_the_verdict(row: Row, judge: Judge, check: CheckName, turn: Turn) -> None:
    city = row.city()
    turn(city)
    verdict = judge(city)
    assert not verdict.valid
    # What rests on a check that did not pass is not reached; whatever else does not pass has seen the same change.
    seen = [problem for problem in verdict.problems if FINDINGS[problem.code].check != NOT_REACHED]
    assert [problem.name for problem in seen] == [check]
