"""Every refusal of the issuer has its words at the door where it can appear."""

from __future__ import annotations

import json
from typing import Any

import pytest

from issuer.management_api import refusal_rows
from issuer.openid4vci.errors import ROWS, render_refusal
from issuer.refusals import IssuanceUnavailable, OfficeRefusal, Refusal
from plumbing.http.problems import Problem

# OpenID4VCI 1.0 sections 6.3, 8.3.1.2 and 11.3; RFC 6749 section 5.2; RFC 6750 section 3.1; RFC 9396 section 5.
WORDS = {
    "invalid_request",
    "invalid_grant",
    "unsupported_grant_type",
    "invalid_authorization_details",
    "invalid_token",
    "invalid_credential_request",
    "unknown_credential_configuration",
    "unknown_credential_identifier",
    "invalid_proof",
    "invalid_nonce",
    "invalid_encryption_parameters",
    "credential_request_denied",
    "invalid_notification_request",
    "invalid_notification_id",
}


def kinds_of(base: type[Any]) -> set[type[Any]]:
    return set(base.__subclasses__())


def test_every_kind_has_one_row_and_every_row_a_word_of_the_protocol() -> None:
    assert set(ROWS) == kinds_of(Refusal) - {IssuanceUnavailable}
    assert {row.error for row in ROWS.values()} == WORDS


def test_codes_are_unique_and_every_kind_names_the_section_it_guards() -> None:
    kinds = kinds_of(Refusal)
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.section for kind in kinds)


@pytest.mark.parametrize("kind", sorted(ROWS, key=lambda kind: kind.code), ids=lambda kind: kind.code)
def test_a_refusal_is_told_without_cache_and_with_nothing_but_error_and_description(kind: type[Refusal]) -> None:
    response = render_refusal(kind("a sentence"))
    assert response.headers["Cache-Control"] == "no-store"
    assert json.loads(response.text or "").keys() == {"error", "error_description"}
    assert ("WWW-Authenticate" in response.headers) == (response.status == 401)


def test_what_is_no_error_of_the_protocol_is_a_problem_that_asks_to_come_back() -> None:
    with pytest.raises(Problem) as problem:
        render_refusal(IssuanceUnavailable("x"))
    assert problem.value.status == 503
    assert "Retry-After" in problem.value.headers


def test_every_refusal_told_to_an_office_has_its_row_with_both_languages() -> None:
    assert kinds_of(OfficeRefusal) <= set(refusal_rows.ROWS)
    assert all(message.de and message.en for _, _, message in refusal_rows.ROWS.values())
