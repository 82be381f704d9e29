from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from tests.use_cases.package_texts import ALL_KINDS, GOOD, load_text
from use_cases.derive.credential_configuration import credential_configuration
from use_cases.derive.query import dcql_query
from use_cases.use_case import UseCase


@pytest.fixture(params=[GOOD, ALL_KINDS], ids=["library_card", "all_kinds"])
def use_case(request: pytest.FixtureRequest, tmp_path: Path) -> UseCase:
    return load_text(tmp_path, request.param)


def schema(vectors: Path, name: str) -> Any:
    return json.loads((vectors / "openid4vc-schemas" / name).read_text(encoding="utf-8"))


def test_the_configuration_fits_the_schema_of_issuer_metadata(use_case: UseCase, vectors: Path) -> None:
    configuration_id, configuration = credential_configuration(use_case)
    metadata_schema = schema(vectors, "oid4vci/credential_issuer_metadata-1_0.json")
    # The published schema has branches for other formats only; ours has the members that its jwt_vc_json branch lacks.
    known = set(configuration) - {"credential_definition", "credential_signing_alg_values_supported"}
    metadata = {
        "credential_issuer": "https://issuer.example",
        "credential_endpoint": "https://issuer.example/credential",
        "credential_configurations_supported": {configuration_id: {name: configuration[name] for name in known}},
    }
    assert list(Draft202012Validator(metadata_schema).iter_errors(metadata)) == []


def test_the_configuration_says_what_ldp_vc_demands(use_case: UseCase) -> None:
    configuration_id, configuration = credential_configuration(use_case)
    assert configuration_id == f"{use_case.name}_v{use_case.version}_ldp_vc"
    assert configuration["format"] == "ldp_vc"
    assert configuration["credential_definition"] == {
        "@context": ["https://www.w3.org/ns/credentials/v2", use_case.context_url],
        "type": ["VerifiableCredential", use_case.credential_type],
    }
    assert configuration["cryptographic_binding_methods_supported"] == ["did:jwk", "did:key"]
    assert configuration["proof_types_supported"] == {
        "jwt": {"proof_signing_alg_values_supported": ["EdDSA", "Ed25519"]}
    }
    assert configuration["credential_signing_alg_values_supported"] == ["eddsa-rdfc-2022"]


def test_card_and_claims_are_named_in_both_languages(use_case: UseCase) -> None:
    metadata = credential_configuration(use_case)[1]["credential_metadata"]
    assert [display["locale"] for display in metadata["display"]] == ["de-DE", "en"]
    assert [display["name"] for display in metadata["display"]] == [use_case.title.de, use_case.title.en]
    assert [claim["path"] for claim in metadata["claims"]] == [["credentialSubject", c.name] for c in use_case.claims]
    assert [claim["mandatory"] for claim in metadata["claims"]] == [claim.mandatory for claim in use_case.claims]
    assert all([text["locale"] for text in claim["display"]] == ["de-DE", "en"] for claim in metadata["claims"])


def test_a_query_asks_for_exactly_the_claims_of_its_purpose(use_case: UseCase) -> None:
    for purpose in use_case.purposes:
        (query,) = dcql_query(use_case, purpose)["credentials"]
        assert query["format"] == "ldp_vc"
        assert query["meta"] == {
            "type_values": [
                ["https://www.w3.org/2018/credentials#VerifiableCredential", use_case.credential_type_iri],
            ]
        }
        assert [claim["path"] for claim in query["claims"]] == [["credentialSubject", name] for name in purpose.claims]


def test_a_query_fits_the_schema_of_dcql(use_case: UseCase, vectors: Path) -> None:
    query = dcql_query(use_case, use_case.purposes[0])
    # The published schema knows dc+sd-jwt and mso_mdoc only: all but format and meta is the same, and is held here.
    query["credentials"][0] |= {"format": "dc+sd-jwt", "meta": {"vct_values": [use_case.credential_type_iri]}}
    assert list(Draft7Validator(schema(vectors, "oid4vp/dcql_request.json")).iter_errors(query)) == []
