"""Who was allowed to issue, as the checker reads the trust list: by itself, at a moment, under pinned keys only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from credentials.keys.private_key import PrivateKey
from stadtsiegel.check_issued.statements import read_statements
from tests.support.issued_city import AUTHORITY, sign_trust_list
from tests.support.issuing import LIBRARY, NOW, USE_CASE, running_issuer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stadtsiegel.check_issued.finding import Finding
    from stadtsiegel.check_issued.statements import Statements
    from tests.support.issuing import TestIssuer

KEY = PrivateKey.from_seed(b"a" * 32)


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with running_issuer() as running:
        yield running


def read(token: str | None) -> tuple[Statements, list[Finding]]:
    return read_statements(token, authority=AUTHORITY, keys=(KEY.public_key,))


def allowed(statements: Statements, issuer: TestIssuer, at: int) -> bool:
    office = issuer.settings.offices[LIBRARY]
    return statements.allow(office.did, office.use_cases[USE_CASE].credential_type_iri, at)


def test_without_a_list_nobody_is_allowed_anything() -> None:
    statements, (finding,) = read(None)
    assert finding.code == "trust-list-missing"
    assert not statements.allow("did:web:a.example", "https://a.example/Card", NOW)


def test_a_list_that_no_pinned_key_signed_allows_nothing(issuer: TestIssuer) -> None:
    statements, (finding,) = read(sign_trust_list(issuer, key=PrivateKey.from_seed(b"b" * 32)))
    assert finding.code == "trust-list-not-proven"
    assert not allowed(statements, issuer, NOW)


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 2_000_000])
def test_what_is_no_list_allows_nothing(token: str) -> None:
    assert [finding.code for finding in read(token)[1]] == ["trust-list-not-proven"]


@pytest.mark.parametrize(
    ("statement", "before", "after"),
    [
        ({}, True, True),
        ({"action": "verify"}, False, False),
        ({"starts": "2026-05-03T09:20:01Z"}, False, True),
        ({"until": "2026-05-03T09:20:01Z"}, True, False),
        ({"end": {"as": "ended", "at": "2026-05-03T09:20:01Z"}}, True, False),
        ({"end": {"as": "compromised", "at": "2026-05-03T09:20:01Z"}}, False, False),
    ],
)
def test_a_statement_allows_what_its_times_say(
    issuer: TestIssuer, statement: dict[str, object], before: bool, after: bool
) -> None:
    statements, findings = read(sign_trust_list(issuer, **statement))
    assert findings == []
    assert (allowed(statements, issuer, NOW), allowed(statements, issuer, NOW + 1)) == (before, after)
