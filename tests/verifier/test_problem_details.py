"""The table of the VC API: every finding of the engine has a problem type, and none is milder than it may be."""

from __future__ import annotations

import pytest

from credentials.verification.messages import FINDINGS, NOT_REACHED
from credentials.verification.outcome import Outcome
from credentials.verification.verdict import CREDENTIAL_CHECKS, Check, CheckName, Verdict
from verifier.vc_api.problem_details import (
    OF_ERROR,
    OF_FINDING,
    OWN,
    Severity,
    is_verified,
    problem_of,
    problems_of,
    severity_of,
    type_of,
)

W3C = (
    "https://www.w3.org/TR/vc-data-model#",
    "https://w3id.org/security#",
    "https://www.w3.org/ns/credentials/status-list#",
)
PROBLEMS = [code for code, finding in FINDINGS.items() if finding.outcome is not Outcome.PASSED]
BORNE_BY_VCALM = {"expired", "not-yet-valid", "revoked", "suspended", "status-list-unavailable", "schema-unavailable"}


def check_of(code: str, detail: str = "") -> Check:
    name = FINDINGS[code].check
    return Check(CheckName.SHAPE if name == NOT_REACHED else CheckName(name), code, detail)


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_finding_has_a_type_a_title_and_sentences(code: str) -> None:
    problem = problem_of(check_of(code)).to_json()
    assert problem["type"].startswith(W3C) or problem["type"] == OWN + code
    assert problem["title"]
    assert "#" not in problem["title"]
    assert problem["detail"] == FINDINGS[code].message.en
    assert problem["message"]["de"] == FINDINGS[code].message.de
    assert problem["code"] == code


def test_every_row_is_of_a_finding_that_exists() -> None:
    assert OF_FINDING.keys() <= set(PROBLEMS)


@pytest.mark.parametrize("code", sorted(OF_ERROR))
def test_an_error_of_the_ground_keeps_the_type_that_its_specification_gives_it(code: str) -> None:
    assert OF_ERROR[code].startswith(W3C)
    assert type_of(check_of("credential-proof-not-accepted", detail=code)) == OF_ERROR[code]


def test_the_relationship_of_a_key_is_told_by_its_own_name() -> None:
    check = check_of("credential-key-not-found", detail="invalid-relationship-for-verification-method")
    assert type_of(check) == "https://w3id.org/security#INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"


@pytest.mark.parametrize("code", PROBLEMS)
def test_only_status_validity_and_schemas_out_of_reach_are_warnings(code: str) -> None:
    finding = FINDINGS[code]
    if severity_of(check_of(code)) is Severity.WARNING:
        assert finding.check in ("status", "validity-period", "schema") or code == "signing-date-missing"
        assert code not in ("schema-not-met", "status-entry-malformed")
    else:
        assert code not in BORNE_BY_VCALM


def verdict_of(*problems: str, without: frozenset[CheckName] = frozenset()) -> Verdict:
    good = {
        CheckName.SHAPE: "shape-understood",
        CheckName.ISSUER_TRUSTED: "issuer-trusted",
        CheckName.CREDENTIAL_PROOF: "credential-proven",
        CheckName.VALIDITY_PERIOD: "within-validity-period",
        CheckName.STATUS: "status-good",
        CheckName.SCHEMA: "schema-met",
    }
    good |= {check_of(code).name: code for code in problems}
    checks = tuple(Check(name, code) for name, code in good.items() if name not in without)
    return Verdict(checks, CREDENTIAL_CHECKS)


def test_a_valid_verdict_is_verified_by_either_rule() -> None:
    assert is_verified(verdict_of(), warnings="refuse")
    assert is_verified(verdict_of(), warnings="bear")


@pytest.mark.parametrize("code", ["revoked", "expired", "status-list-unavailable"])
def test_a_warning_is_refused_unless_the_caller_bears_it(code: str) -> None:
    assert not is_verified(verdict_of(code), warnings="refuse")
    assert is_verified(verdict_of(code), warnings="bear")


@pytest.mark.parametrize("code", ["credential-signature-wrong", "schema-not-met", "issuer-not-authorized"])
def test_an_error_is_never_borne(code: str) -> None:
    assert not is_verified(verdict_of(code, "revoked"), warnings="bear")


@pytest.mark.parametrize("missing", sorted(CREDENTIAL_CHECKS))
def test_a_check_that_was_not_made_is_never_borne(missing: CheckName) -> None:
    assert not is_verified(verdict_of(without=frozenset({missing})), warnings="bear")
    assert not is_verified(Verdict((), CREDENTIAL_CHECKS), warnings="bear")
    assert not is_verified(Verdict((), frozenset()), warnings="bear")


def test_what_was_not_reached_is_left_to_the_problem_that_was_in_its_way() -> None:
    checks = (
        Check(CheckName.SHAPE, "credential-malformed"),
        *(Check(name, "shape-not-understood") for name in sorted(CREDENTIAL_CHECKS - {CheckName.SHAPE})),
    )
    verdict = Verdict(checks, CREDENTIAL_CHECKS)
    assert [problem.code for problem in problems_of(verdict)] == ["credential-malformed"]
    assert not is_verified(verdict, warnings="bear")
