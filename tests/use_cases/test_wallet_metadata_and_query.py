from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from tests.use_cases.package_texts import ALL_FORMATS, ALL_KINDS, GOOD, load_text
from use_cases.derive.credential_configuration import configuration_id, credential_configurations
from use_cases.derive.query import dcql_query
from use_cases.derive.type_metadata import type_metadata, type_metadata_document
from use_cases.load import load_catalogue
from use_cases.use_case import UseCase


@pytest.fixture(params=[GOOD, ALL_KINDS], ids=["library_card", "all_kinds"])
def use_case(request: pytest.FixtureRequest, tmp_path: Path) -> UseCase:
    return load_text(tmp_path, request.param)


def schema(vectors: Path, name: str) -> Any:
    return json.loads((vectors / "openid4vc-schemas" / name).read_text(encoding="utf-8"))


def test_the_configuration_fits_the_schema_of_issuer_metadata(use_case: UseCase, vectors: Path) -> None:
    ((configuration_id, configuration),) = credential_configurations(use_case).items()
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
    ((configuration_id, configuration),) = credential_configurations(use_case).items()
    assert configuration_id == f"{use_case.name}_v{use_case.version}_ldp_vc"
    assert configuration["format"] == "ldp_vc"
    assert configuration["credential_definition"] == {
        "@context": ["https://www.w3.org/ns/credentials/v2", use_case.context_url],
        "type": ["VerifiableCredential", use_case.credential_type],
    }
    assert configuration["cryptographic_binding_methods_supported"] == ["did:jwk", "did:key"]
    assert configuration["proof_types_supported"] == {
        "jwt": {"proof_signing_alg_values_supported": ["ES256", "EdDSA", "Ed25519", "ES384"]}
    }
    assert configuration["credential_signing_alg_values_supported"] == ["eddsa-rdfc-2022"]


def test_card_and_claims_are_named_in_both_languages(use_case: UseCase) -> None:
    (configuration,) = credential_configurations(use_case).values()
    metadata = configuration["credential_metadata"]
    assert [display["locale"] for display in metadata["display"]] == ["de-DE", "en"]
    assert [display["name"] for display in metadata["display"]] == [use_case.title.de, use_case.title.en]
    assert [claim["path"] for claim in metadata["claims"]] == [["credentialSubject", c.name] for c in use_case.claims]
    assert [claim["mandatory"] for claim in metadata["claims"]] == [claim.mandatory for claim in use_case.claims]
    assert all([text["locale"] for text in claim["display"]] == ["de-DE", "en"] for claim in metadata["claims"])


@pytest.fixture(params=[GOOD, ALL_KINDS], ids=["library_card", "all_kinds"])
def in_every_form(request: pytest.FixtureRequest, tmp_path: Path) -> UseCase:
    return load_text(tmp_path, ALL_FORMATS + request.param)


def test_every_form_has_a_configuration_of_its_own(in_every_form: UseCase) -> None:
    stem = f"{in_every_form.name}_v{in_every_form.version}"
    configurations = credential_configurations(in_every_form)
    assert list(configurations) == [f"{stem}_ldp_vc", f"{stem}_ldp_vc_ecdsa-rdfc-2019", f"{stem}_dc_sd-jwt"]
    secured = [one["credential_signing_alg_values_supported"] for one in configurations.values()]
    assert secured == [["eddsa-rdfc-2022"], ["ecdsa-rdfc-2019"], ["ES256"]]
    assert [form.algorithm for form in in_every_form.formats] == ["Ed25519", "P-256", "P-256"]
    assert [form.selective for form in in_every_form.formats] == [False, False, True]


def test_a_form_keeps_its_id_when_another_format_is_added_before_it(use_case: UseCase, tmp_path: Path) -> None:
    (form,) = use_case.formats
    assert configuration_id(use_case, form) == f"{use_case.name}_v{use_case.version}_ldp_vc"
    rows = '{ format = "dc+sd-jwt", algorithm = "ES256" }, { format = "ldp_vc", cryptosuite = "eddsa-rdfc-2022" }'
    with_more = load_text(tmp_path, f"formats = [{rows}]\n{GOOD}")
    assert configuration_id(with_more, form) == "library_card_v1_ldp_vc"


def test_claims_of_an_sd_jwt_lie_at_its_top(in_every_form: UseCase, vectors: Path) -> None:
    configurations = credential_configurations(in_every_form)
    configuration = next(one for name, one in configurations.items() if name.endswith("_dc_sd-jwt"))
    assert configuration["vct"] == in_every_form.credential_type_iri
    assert "credential_definition" not in configuration
    assert [claim["path"] for claim in configuration["credential_metadata"]["claims"]] == [
        [claim.name] for claim in in_every_form.claims
    ]
    metadata = {
        "credential_issuer": "https://issuer.example",
        "credential_endpoint": "https://issuer.example/credential",
        "credential_configurations_supported": {"any": configuration},
    }
    metadata_schema = schema(vectors, "oid4vci/credential_issuer_metadata-1_0.json")
    assert list(Draft202012Validator(metadata_schema).iter_errors(metadata)) == []


def test_type_metadata_fit_their_schema_and_name_every_claim(use_case: UseCase, vectors: Path) -> None:
    metadata = type_metadata(use_case)
    assert list(Draft202012Validator(schema(vectors, "sdjwtvc/type_metadata.json")).iter_errors(metadata)) == []
    assert metadata["vct"] == use_case.credential_type_iri
    assert [one["locale"] for one in metadata["display"]] == ["de-DE", "en"]
    assert [(one["path"], one["mandatory"], one["sd"]) for one in metadata["claims"]] == [
        ([claim.name], claim.mandatory, "always") for claim in use_case.claims
    ]


def test_a_corrected_label_gives_type_metadata_of_another_name(tmp_path: Path) -> None:
    before = type_metadata_document(load_text(tmp_path, GOOD))
    after = type_metadata_document(load_text(tmp_path, GOOD.replace("Vorname", "Rufname")))
    assert before.id.startswith("https://musterstadt.example/credentials/LibraryCard/v1/type-metadata/")
    assert before.id != after.id


def test_a_query_asks_for_exactly_the_claims_of_its_purpose(use_case: UseCase) -> None:
    for purpose in use_case.purposes:
        (query,) = dcql_query(use_case, purpose)["credentials"]
        assert query["format"] == "ldp_vc"
        assert query["meta"] == {
            "type_values": [
                ["https://www.w3.org/2018/credentials#VerifiableCredential", use_case.credential_type_iri],
            ]
        }
        assert [claim["path"] for claim in query["claims"]] == [["credentialSubject", *path] for path in purpose.claims]


def test_a_query_asks_for_each_form_of_the_card_and_prefers_to_be_shown_a_part(in_every_form: UseCase) -> None:
    purpose = in_every_form.purposes[0]
    query = dcql_query(in_every_form, purpose)
    assert [one["format"] for one in query["credentials"]] == ["dc+sd-jwt", "ldp_vc"]
    assert query["credentials"][0]["claims"] == [{"path": list(path)} for path in purpose.claims]


def test_a_query_fits_the_schema_of_dcql(use_case: UseCase, vectors: Path) -> None:
    query = dcql_query(use_case, use_case.purposes[0])
    # The published schema knows dc+sd-jwt and mso_mdoc only: all but format and meta is the same, and is held here.
    query["credentials"][0] |= {"format": "dc+sd-jwt", "meta": {"vct_values": [use_case.credential_type_iri]}}
    assert list(Draft7Validator(schema(vectors, "oid4vp/dcql_request.json")).iter_errors(query)) == []


CATALOGUE = load_catalogue()


@pytest.mark.parametrize("shipped", CATALOGUE.values(), ids=CATALOGUE)
def test_what_wallets_are_told_of_every_shipped_document_fits_the_published_schemas(
    shipped: UseCase, vectors: Path
) -> None:
    type_schema = Draft202012Validator(schema(vectors, "sdjwtvc/type_metadata.json"))
    assert list(type_schema.iter_errors(type_metadata(shipped))) == []
    issuer_schema = Draft202012Validator(schema(vectors, "oid4vci/credential_issuer_metadata-1_0.json"))
    for configuration in credential_configurations(shipped).values():
        known = set(configuration) - {"credential_definition"}
        if configuration["format"] == "ldp_vc":
            known -= {"credential_signing_alg_values_supported"}
        metadata = {
            "credential_issuer": "https://issuer.example",
            "credential_endpoint": "https://issuer.example/credential",
            "credential_configurations_supported": {"any": {name: configuration[name] for name in known}},
        }
        assert list(issuer_schema.iter_errors(metadata)) == []


def test_a_logo_comes_with_its_words_and_its_digest() -> None:
    card = CATALOGUE["library_card"]
    logo = card.display.logo
    assert logo is not None
    for configuration in credential_configurations(card).values():
        shown = configuration["credential_metadata"]["display"]
        assert [one["logo"]["alt_text"] for one in shown] == [logo.alt.de, logo.alt.en]
    picture = base64.b64decode(logo.data_url.partition(",")[2])
    for one in type_metadata(card)["display"]:
        told = one["rendering"]["simple"]["logo"]
        assert told["uri"] == logo.data_url
        assert told["uri#integrity"] == f"sha256-{base64.b64encode(hashlib.sha256(picture).digest()).decode()}"
