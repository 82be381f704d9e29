"""w3c/vc-data-model-2.0-test-suite, sections 4.13.1 and 4.13.2: credentials and presentations in envelopes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from credentials.model.enveloped import CREDENTIAL, PRESENTATION, render_enveloped
from credentials.vc_jose import secured_token
from tests.conformance.suite import V2, Signer, Suite, credential

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

SEED = b"suite" * 6 + b"ab"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
SPOILT: dict[str, dict[str, Any]] = {
    "no contexts": {"@context": []},
    "other contexts": {"@context": EXAMPLES},
    "no data URL": {"id": "eyJhbGciOiJub25lIn0.e30."},
    "no id": {"id": None},
    "another media type": {"id": "data:application/pdf,JVBERi0"},
    "an unsigned token": {"id": "data:application/vc+jwt,eyJhbGciOiJub25lIn0.e30."},
    "a nested envelope": {"id": "data:application/vp+jwt,eyJhbGciOiJub25lIn0.e30."},
    "another member": {"proof": {}},
}


@pytest.fixture(params=[one.value for one in Algorithm])
def path(request: pytest.FixtureRequest) -> str:
    return f"/jose/{request.param}"


def presented(signer: Signer, *credentials: JsonObject, **claims: Any) -> JsonObject:
    document = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": signer.did,
        "verifiableCredential": list(credentials),
    }
    prepared = secured_token.prepare(
        document, typ="vp+jwt", algorithm="EdDSA", key_id=signer.method, claims={"iat": int(time.time()), **claims}
    )
    token = prepared.attach(PrivateKey.from_seed(SEED).sign(prepared.signing_input))
    return render_enveloped(PRESENTATION, "application/vp+jwt", token)


def test_an_enveloped_credential_is_issued_and_verified(suite: Suite, path: str) -> None:
    secured = suite.issued(credential(), path=path)
    assert secured["@context"] == V2
    assert secured["type"] == CREDENTIAL
    assert secured["id"].startswith("data:application/vc+jwt,")
    inside = secured_token.parse(secured["id"].partition(",")[2], typ="vc+jwt").document
    assert inside == credential(issuer=suite.issuer(path))
    assert suite.verify(secured)[0] == 200


@pytest.mark.parametrize("name", SPOILT)
def test_an_envelope_that_is_none_is_refused(suite: Suite, name: str) -> None:
    secured = {**suite.example("/jose/P-256"), **SPOILT[name]}
    status, answer = suite.verify(secured)
    assert (status, answer["verified"]) == (400, False)


@pytest.mark.parametrize("type_", ["VerifiableCredential", None, [CREDENTIAL, "VerifiableCredential"]], ids=str)
def test_an_envelope_of_another_type_is_refused(suite: Suite, type_: Any) -> None:
    assert suite.verify({**suite.example("/jose/P-256"), "type": type_})[0] == 400


def test_a_changed_token_is_refused(suite: Suite) -> None:
    secured = suite.example("/jose/P-256")
    head, _, tail = secured["id"].rpartition(".")
    secured["id"] = f"{head}.{tail[:-4]}AAAA"
    assert suite.verify(secured)[0] == 400


def test_an_enveloped_presentation_is_verified_for_its_challenge_and_domain(suite: Suite, signer: Signer) -> None:
    inside = suite.example("/jose/P-256")
    asked = {"challenge": "123456789", "domain": "suite.example"}
    presentation = presented(signer, inside, nonce=asked["challenge"], aud=asked["domain"])
    assert suite.verify_presentation(presentation, **asked)[0] == 200
    assert suite.verify_presentation(presentation, **{**asked, "challenge": "another"})[0] == 400
    assert suite.verify_presentation(presentation, **{**asked, "domain": "another.example"})[0] == 400
    for name in ("no contexts", "other contexts", "no data URL", "no id", "another member"):
        assert suite.verify_presentation({**presentation, **SPOILT[name]}, **asked)[0] == 400, name
    assert suite.verify_presentation({**presentation, "type": ["VerifiablePresentation"]}, **asked)[0] == 400


def test_an_enveloped_credential_lies_in_an_embedded_presentation(suite: Suite, signer: Signer) -> None:
    inside = suite.example("/jose/P-384")
    assert suite.verify_presentation(signer.presentation(verifiableCredential=[inside]))[0] == 200
    spoilt = {**inside, "id": inside["id"][:-4] + "AAAA"}
    assert suite.verify_presentation(signer.presentation(verifiableCredential=[spoilt]))[0] == 400
