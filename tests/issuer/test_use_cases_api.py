"""A desk can be built on the management API: it is told the form of each kind, and who will see what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.issuing import LIBRARY_CARD, SWIMMING_POOLS, USE_CASE, running_issuer
from use_cases.derive.sample import sample_claims
from use_cases.load import load_catalogue

if TYPE_CHECKING:
    from tests.support.issuing import TestIssuer

CATALOGUE = load_catalogue()


async def test_an_office_is_told_what_it_issues(issuer: TestIssuer) -> None:
    status, answer = await issuer.api("GET", "/use-cases")
    (kind,) = answer["use_cases"]
    assert (status, kind["name"], kind["version"]) == (200, USE_CASE, LIBRARY_CARD.version)
    assert kind["title"] == LIBRARY_CARD.title.to_json()


@pytest.mark.parametrize("name", CATALOGUE)
async def test_what_the_form_asks_for_is_what_an_offer_takes(name: str) -> None:
    kind = CATALOGUE[name]
    async with running_issuer(kind=kind) as issuer:
        status, answer = await issuer.api("GET", f"/use-cases/{name}")
        assert status == 200
        fields = [field for step in answer["steps"] for field in step["fields"]]
        typed = {field["name"] for field in fields if field["computed"] is None and field["register"] is None}
        sample = sample_claims(kind, on=dt.date(2026, 5, 3))
        body = {"use_case": name, "claims": {one: value for one, value in sample.items() if one in typed}}
        status, made = await issuer.api("POST", "/offers", json=body)
        assert status == (503 if kind.registers else 201), made  # no register is set here
        assert (answer["tx_code"], answer["second_clerk"]) == (kind.issuance.tx_code, kind.issuance.second_clerk)


async def test_each_purpose_comes_with_its_law_and_a_label_in_every_form(issuer: TestIssuer) -> None:
    _, answer = await issuer.api("GET", f"/use-cases/{USE_CASE}")
    assert [purpose["id"] for purpose in answer["purposes"]] == [one.id for one in LIBRARY_CARD.purposes]
    for told, purpose in zip(answer["purposes"], LIBRARY_CARD.purposes, strict=True):
        assert told["legal_basis"] == purpose.legal_basis.to_json()
        labels: list[dict[str, Any]] = told["privacy_labels"]
        assert [label["secured_by"] for label in labels] == [form.secured_by for form in LIBRARY_CARD.formats]
        assert all(sentence["de"] and sentence["en"] for label in labels for sentence in label["sentences"])


async def test_a_kind_that_the_office_does_not_issue_is_not_shown(issuer: TestIssuer) -> None:
    status, problem = await issuer.api("GET", "/use-cases/volunteer_card")
    assert (status, problem["title"]) == (404, "Use case not offered")
    for path in ("/use-cases", f"/use-cases/{USE_CASE}"):
        assert (await issuer.api("GET", path, key=SWIMMING_POOLS))[0] == 403
