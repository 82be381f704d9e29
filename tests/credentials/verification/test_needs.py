"""What may be fetched: nothing at the wish of a stranger (SECURITY N-01), and nothing before its turn."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.formats import FORMATS
from credentials.model.instant import render_instant
from credentials.verification.checks.status import is_address_of_issuer
from credentials.verification.evidence import Standing, Unavailable
from credentials.verification.needs import controllers_needed, status_lists_needed
from credentials.verification.shown import ShownCredential
from credentials.verification.verdict import CheckName
from tests.credentials.verification.changes import issued, on_card, on_signed_card, on_the_way, said
from tests.credentials.verification.city import (
    CARD_TYPE,
    DAY,
    HOLDER,
    HOLDER_KEY,
    ISSUE,
    NAMESPACE,
    NOW,
    OFFICE,
    OTHER_OFFICE_KEY,
    REVOCATION_LIST,
    SIGNED,
    SUSPENSION_LIST,
    City,
    Statements,
    status_entry,
)


def shown(city: City) -> ShownCredential:
    policy = city.policy()
    read = FORMATS[policy.query.format].read_presentation
    shape, presentation = read(city.presentation(), policy=policy, contexts=city.contexts)
    assert presentation is not None, shape.code
    return presentation.credential


def controllers(city: City) -> frozenset[str]:
    return controllers_needed(shown(city), policy=city.policy(), trust=city.trust, now=city.now)


def lists(city: City) -> frozenset[str]:
    return status_lists_needed(shown(city), policy=city.policy(), evidence=city.evidence(), now=city.now)


def test_first_the_document_of_the_listed_issuer_then_its_lists() -> None:
    assert controllers(City()) == {OFFICE}
    assert lists(City()) == {REVOCATION_LIST, SUSPENSION_LIST}


@pytest.mark.parametrize("standing", [Standing.NOT_YET, Standing.ENDED, Standing.COMPROMISED])
def test_an_issuer_whose_time_is_not_now_is_still_named_by_the_registry(standing: Standing) -> None:
    class Always(Statements):
        def standing(self, *, entity: str, action: str, credential_type: str, at: int) -> Standing:
            return standing

    assert controllers(City(trust=Always({}))) == {OFFICE}


def test_nothing_is_fetched_for_an_issuer_that_the_registry_does_not_name_for_this_type() -> None:
    city = City()
    said(ISSUE)(city)
    said((OFFICE, "issue", f"{NAMESPACE}#Other"), (0, None, Standing.AUTHORIZED))(city)
    said((OFFICE, "verify", CARD_TYPE), (0, None, Standing.AUTHORIZED))(city)
    assert controllers(city) == frozenset()
    assert lists(city) == frozenset()


def test_nothing_is_fetched_while_the_registry_is_away() -> None:
    city = City(trust=Unavailable("expired"))
    assert controllers(city) == frozenset()
    assert lists(city) == frozenset()


def test_an_issuer_that_carries_its_key_in_its_name_is_not_fetched() -> None:
    city = City()
    city.card["issuer"] = HOLDER
    city.issue = {"key": HOLDER_KEY, "method": f"{HOLDER}#{HOLDER.removeprefix('did:key:')}"}
    said((HOLDER, "issue", CARD_TYPE), (0, None, Standing.AUTHORIZED))(city)
    assert controllers(city) == frozenset()
    assert lists(city) == frozenset(), "its lists have no address that is bound to it"


@pytest.mark.parametrize(
    "document", [None, [], "eyJ", {}, {"verifiableCredential": [{"issuer": "did:web:evil.example"}]}]
)
@pytest.mark.parametrize("format_id", sorted(FORMATS))
def test_what_cannot_be_read_names_nothing_to_fetch(format_id: str, document: Any) -> None:
    city = City()
    row = FORMATS[format_id]
    for read in (row.read_credential, row.read_presentation):
        check, nothing = read(document, policy=city.policy(), contexts=city.contexts)
        assert (check.name, check.passed, nothing) == (CheckName.SHAPE, False, None)


@pytest.mark.parametrize(
    "change",
    [
        on_signed_card("credentialSubject", "cardNumber", value="54321"),
        on_signed_card("proof", value=...),
        on_the_way("verifiableCredential", 0, "validUntil", value=render_instant(NOW + 999 * DAY)),
        issued(key=OTHER_OFFICE_KEY),
        lambda city: city.controllers.clear(),
        said(ISSUE, (SIGNED + 1, None, Standing.AUTHORIZED)),
        said(ISSUE, (SIGNED, None, Standing.COMPROMISED)),
    ],
    ids=["claim", "no proof", "date", "key", "no keys", "signed too early", "compromised"],
)
def test_no_list_is_fetched_for_a_card_that_is_not_proven_or_not_trusted(change: Any) -> None:
    city = City()
    change(city)
    assert lists(city) == frozenset()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/status/1",
        "https://city.example/status/1",
        "https://city.example/offices/library",
        "https://city.example/offices/library/",
        "https://city.example/offices/library-evil/1",
        "https://city.example/offices/library/../../admin",
        "https://city.example/offices/library//1",
        "https://city.example/offices/library/.env",
        "https://city.example/offices/library/%2e%2e/1",
        "https://city.example/offices/library/1?id=2",
        "https://city.example/offices/library/1#x",
        "https://city.example/offices/library\\@evil.example/1",
        "https://city.example@evil.example/offices/library/1",
        "https://CITY.example/offices/library/1",
        "https://city.example:443/offices/library/1",
    ],
)
def test_no_address_outside_of_the_issuers_folder_is_the_issuers(url: str) -> None:
    assert not is_address_of_issuer(url, OFFICE)


def test_an_address_in_the_folder_is_the_issuers_and_a_did_without_a_folder_has_none() -> None:
    assert is_address_of_issuer(REVOCATION_LIST, OFFICE)
    assert is_address_of_issuer("https://localhost:8443/status/1", "did:web:localhost%3A8443")
    assert not is_address_of_issuer(REVOCATION_LIST, HOLDER)
    assert not is_address_of_issuer(REVOCATION_LIST, "no DID at all")


def test_no_list_is_fetched_from_a_stranger_even_where_the_issuer_signed_his_address() -> None:
    city = City()
    on_card("credentialStatus", value=status_entry("revocation", "https://evil.example/status/1", 1))(city)
    assert lists(city) == frozenset()


def test_an_entry_that_cannot_be_read_names_no_list_and_the_others_still_do() -> None:
    city = City()
    city.card["credentialStatus"][0]["statusListIndex"] = "-1"
    assert lists(city) == {SUSPENSION_LIST}
