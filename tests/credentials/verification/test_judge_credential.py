"""The Verdict on a credential alone, the errors of its proof, and policies that say nothing."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.data_integrity.proof_context import with_proof_context
from credentials.formats import FORMATS
from credentials.model.version import DataModel
from credentials.verification.checks.proof import ending_of
from credentials.verification.evidence import Unavailable
from credentials.verification.formats import ldp_vc
from credentials.verification.judge_credential import judge_credential
from credentials.verification.judge_presentation import judge_presentation
from credentials.verification.messages import FINDINGS
from credentials.verification.policy import CredentialPolicy
from credentials.verification.verdict import CREDENTIAL_CHECKS, CheckName
from tests.credentials.verification.city import (
    CARD_TYPE,
    CONTEXTS,
    DAY,
    HOLDER,
    NOW,
    OFFICE,
    SUITE,
    City,
    card,
)

POLICY = CredentialPolicy(
    credential_type=CARD_TYPE,
    suites=frozenset({SUITE}),
    jose_algorithms=frozenset({"EdDSA"}),
    data_models=frozenset({DataModel.V2_0}),
    clock_skew=60,
    status_required=True,
    schema_required=True,
)


def codes(document: object, city: City | None = None) -> dict[str, str]:
    verdict = judge_credential(
        document, format_id="ldp_vc", policy=POLICY, evidence=(city or City()).evidence(), now=NOW
    )
    assert {check.name for check in verdict.checks} == CREDENTIAL_CHECKS
    assert verdict.valid is (verdict.problems == ())
    assert not verdict.is_well_proven, "a credential alone proves nothing about who shows it"
    return {check.name.value: check.code for check in verdict.problems}


def test_a_good_credential_passes_every_check_of_its_own() -> None:
    assert codes(City().signed_card()) == {}


@pytest.mark.parametrize("document", [None, [], "eyJ", {}, card() | {"type": "LibraryCard"}])
def test_what_is_no_credential_fails_in_shape_and_nothing_else_is_looked_at(document: Any) -> None:
    found = codes(document)
    assert found.pop("shape") == "credential-malformed"
    assert set(found.values()) == {"shape-not-understood"}


def test_an_unsigned_credential_is_not_proven() -> None:
    assert codes(card())["credential-proof"] == "credential-proof-malformed"


def test_without_the_registry_nothing_that_rests_on_it_is_decided() -> None:
    found = codes(City().signed_card(), City(trust=Unavailable("expired")))
    assert found["issuer-trusted"] == "registry-unavailable"
    assert found["credential-proof"] == "issuer-keys-not-asked-for"
    assert {found[name] for name in ("status", "schema", "validity-period")} == {"credential-not-proven"}


def test_a_document_that_takes_too_much_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    document = City().signed_card()
    presentation = City().presentation()

    def spent(*_: object, **__: object) -> None:
        raise errors.ProofTransformationError("spent")

    monkeypatch.setattr(ldp_vc, "verify_proofs", spent)
    assert codes(document)["credential-proof"] == "credential-too-complex"
    city = City()
    verdict = judge_presentation(presentation, policy=city.policy(), evidence=city.evidence(), now=NOW)
    check = verdict.check(CheckName.PRESENTATION_PROOF)
    assert check is not None
    assert check.code == "presentation-too-complex"


def _all_errors(kind: type[errors.CredentialError]) -> list[type[errors.CredentialError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in _all_errors(below))]


@pytest.mark.parametrize("kind", _all_errors(errors.CredentialError)[1:])
@pytest.mark.parametrize("owner", ["presentation", "credential"])
def test_every_error_of_the_ground_has_a_sentence_for_either_proof(
    kind: type[errors.CredentialError], owner: str
) -> None:
    error = kind.__new__(kind)
    assert f"{owner}-{ending_of(error)}" in FINDINGS


@pytest.mark.parametrize(
    "change",
    [
        {"suites": frozenset()},
        {"jose_algorithms": frozenset()},
        {"data_models": frozenset()},
        {"credential_type": ""},
        {"audience": ""},
        {"nonce": ""},
        {"verifier": ""},
        {"clock_skew": -1},
        {"credential_type": "https://city.example/credentials/other#Other"},
    ],
)
def test_a_policy_that_says_nothing_or_contradicts_itself_cannot_be_made(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"policy|skew|query"):
        City(rules=change).policy()


def test_the_table_of_formats_reads() -> None:
    _, shown = FORMATS["ldp_vc"].read_credential(City().signed_card(), policy=POLICY, contexts=CONTEXTS)
    assert shown is not None
    assert shown.issuer == OFFICE


def test_a_data_model_that_the_caller_does_not_accept_is_not_read() -> None:
    policy = replace(POLICY, data_models=frozenset({DataModel.V1_1}))
    shape, shown = FORMATS["ldp_vc"].read_credential(City().signed_card(), policy=policy, contexts=CONTEXTS)
    assert (shape.code, shown) == ("credential-malformed", None)


def test_a_card_of_version_1_1_is_judged_where_the_policy_accepts_it() -> None:
    old = card()
    status = "https://www.w3.org/ns/credentials/status/v1"
    old["@context"] = ["https://www.w3.org/2018/credentials/v1", status, *old["@context"][1:]]
    old["issuanceDate"], old["expirationDate"] = old.pop("validFrom"), old.pop("validUntil")
    del old["issuer"]["name"], old["credentialSchema"]  # what 1.1 has no terms for
    city = City(card=with_proof_context(old))
    policy = replace(POLICY, data_models=frozenset(DataModel), schema_required=False)
    verdict = judge_credential(city.signed_card(), format_id="ldp_vc", policy=policy, evidence=city.evidence(), now=NOW)
    assert verdict.valid, verdict.problems
    late = judge_credential(
        city.signed_card(), format_id="ldp_vc", policy=policy, evidence=city.evidence(), now=NOW + 336 * DAY
    )
    assert {check.code for check in late.problems} == {"expired", "status-list-outdated"}


PRESENTED = City().presentation()
PATHS: list[tuple[Any, ...]] = [
    (),
    ("verifiableCredential",),
    ("verifiableCredential", 0),
    ("verifiableCredential", 0, "proof"),
    ("verifiableCredential", 0, "credentialSubject"),
    ("verifiableCredential", 0, "credentialStatus", 0),
    ("verifiableCredential", 0, "credentialSchema"),
    ("verifiableCredential", 0, "issuer"),
    ("proof",),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just(HOLDER),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "@id"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(path=st.sampled_from(PATHS), data=st.data(), value=JSON)
def test_whatever_stands_in_any_place_the_answer_is_a_verdict_that_is_not_valid(
    path: tuple[Any, ...], data: st.DataObject, value: Any
) -> None:
    document: Any = copy.deepcopy(PRESENTED)
    place = document
    for step in path:
        place = place[step]
    key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place)))))
    if place[key] == value:
        return
    place[key] = value
    city = City()
    verdict = judge_presentation(document, policy=city.policy(), evidence=city.evidence(), now=NOW)
    assert not verdict.valid
    assert {check.name for check in verdict.checks} == set(CheckName)
