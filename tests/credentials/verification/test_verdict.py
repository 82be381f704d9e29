"""The Verdict itself: valid is derived, nothing forgotten is good, and every sentence is fit to be read."""

from __future__ import annotations

import json
import re

import pytest

from credentials.verification.messages import FINDINGS, NOT_REACHED
from credentials.verification.outcome import Outcome
from credentials.verification.verdict import CREDENTIAL_CHECKS, PRESENTATION_CHECKS, Check, CheckName, Verdict

PASSING = {
    name: next(
        code for code, finding in FINDINGS.items() if finding.check == name and finding.outcome is Outcome.PASSED
    )
    for name in CheckName
}
GOOD = tuple(Check(name, PASSING[name]) for name in CheckName)
NOT_PASSING = [
    (name, code)
    for code, finding in FINDINGS.items()
    if finding.outcome is not Outcome.PASSED
    for name in CheckName
    if finding.check in (name, NOT_REACHED)
]


def verdict(*checks: Check) -> Verdict:
    return Verdict(checks, PRESENTATION_CHECKS)


def swapped(name: CheckName, code: str) -> Verdict:
    return verdict(*(Check(name, code) if check.name is name else check for check in GOOD))


def test_all_checks_passed_is_valid() -> None:
    assert verdict(*GOOD).valid
    assert verdict(*GOOD).outcome is Outcome.PASSED
    assert verdict(*GOOD).problems == ()
    assert verdict(*GOOD).is_well_proven


@pytest.mark.parametrize(("name", "code"), NOT_PASSING)
def test_any_finding_of_any_check_that_is_not_a_pass_makes_the_verdict_not_valid(name: CheckName, code: str) -> None:
    turned = swapped(name, code)
    assert not turned.valid
    assert turned.outcome is FINDINGS[code].outcome
    assert [check.code for check in turned.problems] == [code]


def test_no_checks_at_all_is_not_valid() -> None:
    assert not verdict().valid
    assert not Verdict((), frozenset()).valid
    assert verdict().outcome is Outcome.UNDECIDED
    assert not verdict().is_well_proven


@pytest.mark.parametrize("name", list(CheckName))
def test_a_forgotten_check_makes_the_verdict_not_valid(name: CheckName) -> None:
    assert not verdict(*(check for check in GOOD if check.name is not name)).valid


@pytest.mark.parametrize("name", list(CheckName))
def test_a_check_made_twice_makes_the_verdict_not_valid(name: CheckName) -> None:
    assert not verdict(*GOOD, Check(name, PASSING[name])).valid


def test_a_check_that_does_not_belong_makes_the_verdict_not_valid() -> None:
    assert not Verdict(GOOD, CREDENTIAL_CHECKS).valid


def test_what_failed_is_told_before_what_could_not_be_decided() -> None:
    checks = (Check(CheckName.NONCE, "presentation-not-proven"), Check(CheckName.STATUS, "revoked"))
    assert [check.code for check in verdict(*checks).problems] == ["revoked", "presentation-not-proven"]


@pytest.mark.parametrize(
    ("name", "code", "well_proven"),
    [
        (CheckName.SHAPE, "presentation-malformed", False),
        (CheckName.PRESENTATION_PROOF, "presentation-signature-wrong", False),
        (CheckName.NONCE, "nonce-wrong", False),
        (CheckName.AUDIENCE, "audience-wrong", False),
        (CheckName.HOLDER_BINDING, "holder-not-subject", False),
        (CheckName.CREDENTIAL_PROOF, "credential-signature-wrong", False),
        (CheckName.CREDENTIAL_PROOF, "issuer-keys-unavailable", True),
        (CheckName.NONCE, "presentation-not-proven", False),
        (CheckName.HOLDER_BINDING, "credential-not-proven", False),
        (CheckName.STATUS, "revoked", True),
        (CheckName.STATUS, "status-list-unavailable", True),
        (CheckName.VALIDITY_PERIOD, "expired", True),
        (CheckName.ISSUER_TRUSTED, "issuer-not-authorized", True),
        (CheckName.SCHEMA, "schema-not-met", True),
        (CheckName.QUERY_ANSWERED, "claim-missing", True),
        (CheckName.VERIFIER_ENTITLED, "verifier-not-entitled", True),
    ],
)
def test_only_what_the_wallet_itself_must_prove_makes_an_answer_unproven(
    name: CheckName, code: str, well_proven: bool
) -> None:
    assert swapped(name, code).is_well_proven is well_proven


@pytest.mark.parametrize("name", list(CheckName))
def test_a_check_without_a_sentence_cannot_be_made(name: CheckName) -> None:
    with pytest.raises(ValueError, match="no finding"):
        Check(name, "all-good")


def test_a_check_cannot_have_the_finding_of_another() -> None:
    with pytest.raises(ValueError, match="no finding"):
        Check(CheckName.STATUS, "nonce-matches")


def test_the_verdict_is_told_as_json_with_both_languages() -> None:
    told = swapped(CheckName.STATUS, "revoked").to_json()
    assert json.loads(json.dumps(told)) == told
    assert (told["valid"], told["outcome"]) == (False, "failed")
    assert [check["name"] for check in told["checks"]] == [name.value for name in CheckName]
    revoked = next(check for check in told["checks"] if check["name"] == "status")
    assert revoked == {
        "name": "status",
        "outcome": "failed",
        "code": "revoked",
        "message": {"de": FINDINGS["revoked"].message.de, "en": FINDINGS["revoked"].message.en},
    }
    assert verdict(Check(CheckName.QUERY_ANSWERED, "claim-missing", "credentialSubject.borough")).to_json()["checks"][
        0
    ]["detail"] == ("credentialSubject.borough")


@pytest.mark.parametrize("code", list(FINDINGS))
def test_every_sentence_is_there_in_both_languages_and_says_what_to_do(code: str) -> None:
    finding = FINDINGS[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert finding.check in {*CheckName, NOT_REACHED}
    for text in (finding.message.de, finding.message.en):
        assert text.endswith(".")
        assert text[0].isupper()
        assert "  " not in text
        assert not re.search(r"(?i)\b(DID|JSON|JWT|URL|nonce|challenge|proof|schema|hash|null)\b", text)
    if finding.outcome is not Outcome.PASSED:
        assert re.search(r"[Bb]itte", finding.message.de), "says what to do"
        assert re.search(r"[Pp]lease", finding.message.en), "says what to do"


def test_no_sentence_stands_for_two_findings() -> None:
    assert len({finding.message.de for finding in FINDINGS.values()}) == len(FINDINGS)
    assert len({finding.message.en for finding in FINDINGS.values()}) == len(FINDINGS)
