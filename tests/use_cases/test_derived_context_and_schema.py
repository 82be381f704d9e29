from __future__ import annotations

import datetime as dt
import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pyld import jsonld

from tests.use_cases.package_texts import ALL_KINDS, GOOD, load_text
from use_cases.derive.claims import credential_body
from use_cases.derive.context import context_bytes, context_document, jsonld_context
from use_cases.derive.sample import sample_claims
from use_cases.derive.schema import json_schema, schema_bytes, schema_document
from use_cases.proving.reserved_terms import CREDENTIAL_TERMS, RESERVED_TERMS
from use_cases.use_case import CREDENTIALS_CONTEXT, UseCase

MAY = dt.date(2026, 5, 3)
HOLDER = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(params=[GOOD, ALL_KINDS], ids=["library_card", "all_kinds"])
def use_case(request: pytest.FixtureRequest, tmp_path: Path) -> UseCase:
    return load_text(tmp_path, request.param)


@pytest.fixture
def all_kinds(tmp_path: Path) -> UseCase:
    return load_text(tmp_path, ALL_KINDS)


@pytest.fixture(scope="module")
def credentials_context() -> dict[str, Any]:
    file = files("credentials.jsonld.contexts") / "credentials-v2.jsonld"
    context: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return context


def credential(use_case: UseCase, **more: object) -> dict[str, Any]:
    return {
        "@context": list(use_case.contexts),
        "id": "urn:uuid:6f1c3ac2-6f2b-4d0c-9d43-1a1b6f1f0a11",
        "type": list(use_case.types),
        "issuer": "did:web:issuer.example",
        "credentialSchema": {"id": use_case.schema_url, "type": "JsonSchema"},
        "credentialSubject": credential_body(use_case, sample_claims(use_case, on=MAY), HOLDER, on=MAY),
        **more,
    }


def to_nquads(document: dict[str, Any], use_case: UseCase, credentials_context: dict[str, Any]) -> str:
    known = {CREDENTIALS_CONTEXT: credentials_context, use_case.context_url: json.loads(context_bytes(use_case))}

    def load(url: str, _options: object) -> dict[str, Any]:
        return {"contextUrl": None, "document": known[url], "documentUrl": url, "contentType": "application/ld+json"}

    options = {"documentLoader": load, "format": "application/n-quads", "algorithm": "URDNA2015", "base": ""}
    nquads: str = jsonld.normalize(document, options)
    return nquads


def test_every_claim_becomes_a_statement_about_the_holder(
    use_case: UseCase, credentials_context: dict[str, Any]
) -> None:
    nquads = to_nquads(credential(use_case), use_case, credentials_context)
    for claim in use_case.claims:
        assert f"<{HOLDER}> <{use_case.claim_iri(claim.name)}> " in nquads
    for type_iri in use_case.type_iris:
        assert f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{type_iri}> ." in nquads


def test_each_kind_keeps_its_datatype(all_kinds: UseCase, credentials_context: dict[str, Any]) -> None:
    nquads = to_nquads(credential(all_kinds), all_kinds, credentials_context)
    prefix = all_kinds.credential_type_iri
    assert f'<{prefix}#nickname> "Muste" .' in nquads
    assert f'<{prefix}#hours> "10"^^<{XSD}integer> .' in nquads
    assert f'<{prefix}#trained> "true"^^<{XSD}boolean> .' in nquads
    assert f'<{prefix}#since> "2026-05-03"^^<{XSD}date> .' in nquads
    assert f'<{prefix}#area> "sport" .' in nquads


def test_every_changed_claim_changes_the_canonical_form(
    all_kinds: UseCase, credentials_context: dict[str, Any]
) -> None:
    before = to_nquads(credential(all_kinds), all_kinds, credentials_context)
    others = {"nickname": "Other", "badge": "ZZ9", "hours": 11, "trained": False, "since": "2026-05-04", "area": "art"}
    for name, other in others.items():
        changed = credential(all_kinds)
        changed["credentialSubject"][name] = other
        assert to_nquads(changed, all_kinds, credentials_context) != before


def test_the_terms_of_a_credential_keep_their_meaning_and_cannot_be_redefined(
    use_case: UseCase, credentials_context: dict[str, Any]
) -> None:
    hostile = credential(use_case)
    hostile["@context"].append({use_case.claims[0].name: "https://elsewhere.example/other"})
    with pytest.raises(jsonld.JsonLdError) as refused:
        to_nquads(hostile, use_case, credentials_context)
    assert "protected term redefinition" in _reasons(refused.value)


def _reasons(error: BaseException | None) -> str:
    return "" if error is None else f"{error} {getattr(error, 'code', '')} {_reasons(error.__cause__)}"


def test_the_context_has_neither_vocabulary_nor_base_and_protects_its_terms(use_case: UseCase) -> None:
    terms = jsonld_context(use_case)["@context"]
    assert terms["@protected"] is True
    assert not {"@vocab", "@base", "@import", "@propagate"} & terms.keys()
    assert set(terms) - {"@protected"} == {use_case.credential_type, *(claim.name for claim in use_case.claims)}


def test_every_term_of_the_credentials_context_is_reserved(credentials_context: dict[str, Any]) -> None:
    assert set(_terms(credentials_context["@context"])) - {"...", "_sd", "_sd_alg"} <= RESERVED_TERMS
    assert set(_terms(credentials_context["@context"])) >= CREDENTIAL_TERMS - {"issuanceDate", "expirationDate"}


def _terms(context: dict[str, Any]) -> list[str]:
    inner = [_terms(term["@context"]) for term in context.values() if isinstance(term, dict) and term.get("@context")]
    return [term for term in context if not term.startswith("@")] + [term for terms in inner for term in terms]


def test_a_corrected_label_or_another_order_of_claims_changes_no_byte(tmp_path: Path) -> None:
    before = load_text(tmp_path, GOOD)
    claims = GOOD[GOOD.index("[claims.cardNumber]") : GOOD.index("[claims.category]")]
    moved = GOOD.replace(claims, "") + "\n" + claims.replace('"Vorname"', '"Rufname"').replace("Erika", "Maria")
    after = load_text(tmp_path, moved)
    assert [claim.name for claim in after.claims] != [claim.name for claim in before.claims]
    assert context_bytes(after) == context_bytes(before)
    assert schema_bytes(after) == schema_bytes(before)


def test_the_published_documents_name_themselves_and_their_digest(use_case: UseCase) -> None:
    context, schema = context_document(use_case), schema_document(use_case)
    assert (context.id, schema.id) == (use_case.context_url, use_case.schema_url)
    assert json.loads(schema.content)["$id"] == schema.id
    assert json.loads(context.content) == jsonld_context(use_case)
    assert context.sha256 == hashlib.sha256(context.content).hexdigest()
    assert schema.content.isascii()


def test_the_schema_accepts_a_sample_card(use_case: UseCase) -> None:
    Draft202012Validator.check_schema(json_schema(use_case))
    validator = Draft202012Validator(json_schema(use_case), format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert list(validator.iter_errors(credential(use_case, validFrom="2026-05-03T00:00:00Z"))) == []


def test_the_schema_refuses_what_no_card_may_say(use_case: UseCase) -> None:
    validator = Draft202012Validator(json_schema(use_case))
    subject = credential(use_case)["credentialSubject"]
    mandatory = next(claim.name for claim in use_case.claims if claim.mandatory)
    assert validator.is_valid(credential(use_case))
    assert not validator.is_valid(credential(use_case, type=["VerifiableCredential"]))
    assert not validator.is_valid(credential(use_case, credentialSubject=[subject]))
    for bad in (
        {**subject, "shoeSize": 42},
        {name: value for name, value in subject.items() if name != mandatory},
        {name: value for name, value in subject.items() if name != "id"},
        {**subject, mandatory: None},
        {**subject, mandatory: ""},
    ):
        assert not validator.is_valid(credential(use_case, credentialSubject=bad))
