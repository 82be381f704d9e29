"""The matrix: from a good presentation one thing is changed, and exactly the named checks do not pass (SECURITY V-01).

Every change is signed again where an honest signer would have signed it, so that it reaches the check that must see it.
A last test holds that the matrix reaches every finding that a check can have: none is there for nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest

from credentials.model.instant import render_instant
from credentials.verification.messages import FINDINGS
from credentials.verification.outcome import Outcome
from credentials.verification.verdict import CheckName
from tests.credentials.verification import cases_content, cases_issuer, cases_presentation, cases_status
from tests.credentials.verification.changes import (
    OK,
    Case,
    both,
    on_card,
    on_presentation,
    published,
    put,
    said,
)
from tests.credentials.verification.city import (
    CONTEXT_URL,
    DAY,
    ISSUE,
    NOW,
    REVOCATION_LIST,
    SIGNED,
    City,
    sign_by_office,
    status_list,
)

CASES = [*cases_presentation.CASES, *cases_issuer.CASES, *cases_content.CASES, *cases_status.CASES]

GOOD = [
    ("exactly at the end of the period", on_card("validUntil", value=render_instant(NOW)), "within-validity-period"),
    ("within the skew after the end", on_card("validUntil", value=render_instant(NOW - 60)), "within-validity-period"),
    (
        "within the skew before the start",
        on_card("validFrom", value=render_instant(NOW + 60)),
        "within-validity-period",
    ),
    (
        "without dates",
        both(on_card("validFrom", value=...), on_card("validUntil", value=...)),
        "within-validity-period",
    ),
    ("issuer ended since", said(ISSUE, (SIGNED, NOW - DAY, OK)), "issuer-was-trusted"),
    ("issuer ended in the second after it signed", said(ISSUE, (SIGNED, SIGNED + 1, OK)), "issuer-was-trusted"),
    ("no holder named", on_presentation("holder", value=...), "holder-bound"),
    (
        "card not in an array",
        lambda city: setattr(
            city, "change_presentation", lambda p: put(p, "verifiableCredential", value=p["verifiableCredential"][0])
        ),
        "shape-understood",
    ),
    (
        "no status where none is required",
        both(on_card("credentialStatus", value=...), lambda city: city.rules.update(status_required=False)),
        "no-status",
    ),
    (
        "no schema where none is required",
        both(on_card("credentialSchema", value=...), lambda city: city.rules.update(schema_required=False)),
        "no-schema",
    ),
    (
        "a list from within the skew",
        published(REVOCATION_LIST, sign_by_office(status_list(REVOCATION_LIST, "revocation", valid_from=NOW + 60))),
        "status-good",
    ),
    (
        "one more proof on the wire as a list of one",
        lambda city: setattr(city, "tamper", lambda p: put(p, "proof", value=[p["proof"]])),
        "presentation-proven",
    ),
]


def findings_of(city: City) -> tuple[dict[str, str], bool]:
    verdict = city.verdict()
    assert [check.name for check in verdict.checks] == list(CheckName)
    assert verdict.valid is not any(check.outcome is not Outcome.PASSED for check in verdict.checks)
    return {check.name.value: check.code for check in verdict.checks if not check.passed}, verdict.is_well_proven


def test_the_good_presentation_passes_every_check() -> None:
    assert findings_of(City()) == ({}, True)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_one_change_turns_exactly_the_checks_that_must_see_it(case: Case) -> None:
    city = City()
    case.change(city)
    assert findings_of(city) == (case.findings, case.well_proven)


@pytest.mark.parametrize(("name", "change", "code"), GOOD, ids=[name for name, _, _ in GOOD])
def test_what_is_unusual_but_good_passes(name: str, change: Callable[[City], object], code: str) -> None:
    city = City()
    change(city)
    verdict = city.verdict()
    assert verdict.problems == ()
    assert code in {check.code for check in verdict.checks}


def test_the_matrix_reaches_every_finding() -> None:
    named = {code for case in CASES for code in case.findings.values()} | {code for _, _, code in GOOD}
    named |= {check.code for check in City().verdict().checks}
    elsewhere = {
        "bound-to-nobody",  # of an SD-JWT VC: test_dc_sd_jwt_cases
        "credential-malformed",  # of a credential that is judged alone: test_judge_credential
        "credential-not-fully-signed",  # of a status list, or where shape did not look: test_proof_errors
        "credential-terms-not-known",
        "credential-too-complex",
        "presentation-too-complex",
        "credential-base-proof-shown",  # of a suite that shows parts: test_shown_in_part
        "presentation-base-proof-shown",  # every error has a sentence for either proof: test_judge_credential
        "cosigner-keys-unavailable",  # of a set of proofs: test_credentials_with_several_proofs
        "schema-of-another-version",  # of an SD-JWT VC: test_dc_sd_jwt_cases
        "status-not-known",  # of a token: test_token_status
    }
    assert set(FINDINGS) - named == elsewhere


def test_a_presentation_is_not_changed_by_being_judged() -> None:
    city = City()
    document = city.presentation()
    before = copy.deepcopy(document)
    city.presentation = lambda: document  # type: ignore[method-assign]
    assert city.verdict().valid
    assert document == before
    assert CONTEXT_URL in document["verifiableCredential"][0]["@context"]
