"""What follows from a use case fits together, whatever the use case says."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from credentials.dcql.claims_path import parse_path, select_path
from credentials.dcql.query import parse_query
from credentials.json_schema.apply import find_fault
from credentials.jsonld.canonicalize import canonicalize
from credentials.sd_jwt_vc.judge_claims import first_fault
from credentials.sd_jwt_vc.type_metadata import parse_type_metadata
from tests.use_cases.any_use_case import days, use_cases
from tests.use_cases.signed_cards import (
    HOLDER,
    contexts_of,
    document,
    show_sd_jwt,
    show_selectively,
    shown_token,
    sign_sd_jwt,
    sign_selectively,
)
from use_cases.card_format import Format
from use_cases.derive.claims import card_claims, judge_claims
from use_cases.derive.credential_configuration import credential_configurations
from use_cases.derive.disclosure import always_shown, units
from use_cases.derive.query import dcql_query
from use_cases.derive.sample import sample_claims
from use_cases.derive.schema import json_schema
from use_cases.derive.type_metadata import type_metadata_document
from use_cases.use_case import UseCase

any_package = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def facts(value: Any) -> int:
    """How many single facts a value says."""
    if isinstance(value, dict):
        return sum(facts(member) for member in value.values())
    return sum(facts(entry) for entry in value) if isinstance(value, list) else 1


@any_package
@given(use_cases(), days)
def test_a_sample_is_judged_right_and_becomes_a_card_that_every_document_describes(
    use_case: UseCase, on: dt.date
) -> None:
    sample = sample_claims(use_case, on=on)
    assert judge_claims(use_case, sample, on=on) == []
    card = document(use_case, card_claims(use_case, sample, on=on))
    assert find_fault(json_schema(use_case), card) is None
    Draft202012Validator.check_schema(json_schema(use_case))
    assert Draft202012Validator(json_schema(use_case)).is_valid(card)
    nquads = canonicalize(card, contexts_of(use_case))
    said = [line for line in nquads.splitlines() if f"<{use_case.credential_type_iri}#" in line and '> "' in line]
    assert len(said) == facts(card["credentialSubject"]) - 1  # the holder is who it is said about


@any_package
@given(use_cases(), days)
def test_the_canonical_form_does_not_depend_on_the_order_in_which_a_card_is_written(
    use_case: UseCase, on: dt.date
) -> None:
    card = document(use_case, card_claims(use_case, sample_claims(use_case, on=on), on=on))
    turned = json.loads(json.dumps(card, sort_keys=True))
    assert canonicalize(turned, contexts_of(use_case)) == canonicalize(card, contexts_of(use_case))


@any_package
@given(use_cases(), days)
def test_wallets_and_verifiers_can_read_what_is_said_about_the_claims(use_case: UseCase, on: dt.date) -> None:
    says = card_claims(use_case, sample_claims(use_case, on=on), on=on)
    for form, configuration in zip(use_case.formats, credential_configurations(use_case).values(), strict=True):
        whole = says if form.format is Format.SD_JWT_VC else {"credentialSubject": says}
        for claim in configuration["credential_metadata"]["claims"]:
            found = select_path(whole, parse_path(claim["path"]))
            assert found or not claim["mandatory"]
    for purpose in use_case.purposes:
        query = parse_query(dcql_query(use_case, purpose))
        assert [len(one.claims) for one in query.credentials] == [len(purpose.claims)] * 2


@any_package
@given(use_cases(), days, st.data())
def test_a_card_is_shown_in_part_alike_in_both_forms_and_stays_as_its_type_says(
    use_case: UseCase, on: dt.date, data: st.DataObject
) -> None:
    says = card_claims(use_case, sample_claims(use_case, on=on), on=on)
    asked = data.draw(st.lists(st.sampled_from(units(use_case)), max_size=3, unique=True)) if units(use_case) else []
    token = sign_sd_jwt(use_case, says)
    metadata = parse_type_metadata(type_metadata_document(use_case).content)
    assert first_fault(metadata, token.credential.revealed) is None
    assert first_fault(metadata, shown_token(token, asked).credential.revealed) is None
    by_token, by_proof = show_sd_jwt(token, asked), show_selectively(use_case, sign_selectively(use_case, says), asked)
    for path in (*asked, *always_shown(use_case)):
        if _at(says, path) is not None:
            assert _at(by_token, path) == _at(by_proof, path) == _at(says, path)
    schema = json_schema(use_case)
    assert find_fault(schema, document(use_case, {"id": HOLDER, **by_proof}), always_shown=("type",)) is None


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value
