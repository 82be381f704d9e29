"""Of a group the asked-for members are shown and no other: judged at every depth, in both formats that show parts."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.data_integrity.selective.derived_proof import derive
from credentials.data_integrity.suites import SUITES
from credentials.dcql.ask import SUBJECT
from credentials.keys.algorithm import Algorithm
from credentials.sd_jwt.compact import SdJwt
from credentials.sd_jwt.select import select
from credentials.sd_jwt_vc.verify import read_received
from credentials.verification.judge_presentation import judge_presentation
from credentials.verification.verdict import Check, CheckName
from tests.credentials.verification.city import CONTEXTS, NOW, City
from tests.credentials.verification.rows.ldp_vc import city_in_part
from tests.credentials.verification.sd_jwt_city import SdJwtCity

ADDRESS = {"city": "Musterstadt", "street": {"name": "Domweg", "number": "7"}}
CITY = ("address", "city")
STREET = ("address", "street")
NUMBER = ("address", "street", "number")
UNITS = [("address",), CITY, STREET, (*STREET, "name"), NUMBER]

CASES: list[tuple[list[tuple[str, ...]], list[tuple[str, ...]], str, str]] = [
    ([CITY], [CITY], "query-answered", ""),
    ([NUMBER], [NUMBER], "query-answered", ""),
    ([CITY, NUMBER], [CITY, NUMBER], "query-answered", ""),
    ([STREET], [STREET], "query-answered", ""),
    ([("address",)], [("address",)], "query-answered", ""),
    ([("address",)], [CITY], "query-answered", ""),
    ([CITY], [CITY, NUMBER], "more-shown-than-asked", "address.street.number"),
    ([CITY], [("address",)], "more-shown-than-asked", "address.street.name"),
    ([NUMBER], [STREET], "more-shown-than-asked", "address.street.name"),
    ([CITY], [NUMBER], "claim-missing", "address.city"),
    ([NUMBER], [CITY], "claim-missing", "address.street.number"),
]
"""What is asked for, what is shown, the finding, and the claim that it names."""


def sd_jwt(asked: list[tuple[str, ...]], shown: list[tuple[str, ...]]) -> City:
    def show(card: SdJwt) -> SdJwt:
        return select(card, read_received(card.render()).credential.revealed, shown)

    city = SdJwtCity()
    city.card["address"] = ADDRESS
    city.issue["disclosable"] = ["cardNumber", "borough", *UNITS]
    city.claims = [{"path": list(path)} for path in asked]
    city.show = show  # type: ignore[assignment]
    return city


def ecdsa_sd(asked: list[tuple[str, ...]], shown: list[tuple[str, ...]]) -> City:
    def show(card: dict[str, Any]) -> dict[str, Any]:
        always = [f"/{name}" for name in card if name not in ("@context", "proof", SUBJECT)]
        return derive(card, [*always, *("/".join(("", SUBJECT, *path)) for path in shown)], CONTEXTS)

    city = city_in_part(SUITES["ecdsa-sd-2023"], Algorithm.P256)
    city.card[SUBJECT]["address"] = ADDRESS
    city.claims = [{"path": [SUBJECT, *path]} for path in asked]
    city.show = show
    return city


def answered(city: City) -> Check:
    city.rules |= {"only_what_was_asked": True}
    verdict = judge_presentation(city.presentation(), policy=city.policy(), evidence=city.evidence(), now=NOW)
    proof = verdict.check(CheckName.CREDENTIAL_PROOF)
    assert proof is not None
    assert proof.passed
    check = verdict.check(CheckName.QUERY_ANSWERED)
    assert check is not None
    return check


@pytest.mark.parametrize("city_of", [sd_jwt, ecdsa_sd])
@pytest.mark.parametrize(("asked", "shown", "code", "claim"), CASES)
def test_of_a_group_exactly_the_asked_for_members_are_taken(
    city_of: Any, asked: list[tuple[str, ...]], shown: list[tuple[str, ...]], code: str, claim: str
) -> None:
    check = answered(city_of(asked, shown))
    assert (check.code, check.detail.removeprefix(f"{SUBJECT}.")) == (code, claim)


def test_an_empty_group_is_more_than_nothing() -> None:
    city = sd_jwt([("borough",)], [("borough",)])
    city.card["address"] = {}
    city.issue["disclosable"] = ["cardNumber", "borough"]
    assert answered(city).detail == "address"


def test_what_names_a_group_comes_along_with_its_members_and_alone_is_more_than_nothing() -> None:
    named = {"id": "urn:uuid:0b5c2c1e-3b1f-4b5e-9d4e-000000000002"}
    with_city, alone = ecdsa_sd([CITY], [CITY]), ecdsa_sd([("borough",)], [("borough",), ("address",)])
    with_city.card[SUBJECT]["address"] = ADDRESS | named
    alone.card[SUBJECT]["address"] = named
    assert answered(with_city).code == "query-answered"
    assert answered(alone).detail == f"{SUBJECT}.address"
