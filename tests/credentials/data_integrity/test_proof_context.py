"""A credential of version 1.1 of the data model becomes signable by one context more, and only by that."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.data_integrity.proof_context import PROOF_CONTEXT, with_proof_context
from credentials.data_integrity.secure import prepare
from credentials.errors import DataLossError
from credentials.keys.private_key import PrivateKey
from tests.credentials.verification.city import CONTEXT_URL, CONTEXTS, OFFICE, SIGNED, SUITE, V2, card, sign

V1 = "https://www.w3.org/2018/credentials/v1"
OLD_CARD: dict[str, Any] = {
    "@context": [V1, CONTEXT_URL],
    "id": "urn:uuid:0b5c2c1e-3b1f-4b5e-9d4e-000000000002",
    "type": ["VerifiableCredential", "LibraryCard"],
    "issuer": OFFICE,
    "issuanceDate": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:key:z6MkHolder", "cardNumber": "12345"},
}


def test_a_card_of_version_1_1_cannot_be_secured_without_the_context_of_proofs() -> None:
    with pytest.raises(DataLossError):
        prepare(
            OLD_CARD,
            cryptosuite=SUITE,
            verification_method=f"{OFFICE}#key-1",
            proof_purpose="assertionMethod",
            created=SIGNED,
            contexts=CONTEXTS,
        )


def test_with_the_context_of_proofs_it_can() -> None:
    ready = with_proof_context(OLD_CARD)
    assert ready["@context"] == [V1, CONTEXT_URL, PROOF_CONTEXT]
    assert OLD_CARD["@context"] == [V1, CONTEXT_URL], "the caller's document stays as it was"
    assert sign(ready, PrivateKey.from_seed(b"\x01" * 32), f"{OFFICE}#key-1")["proof"]["cryptosuite"] == SUITE


@pytest.mark.parametrize(
    "document",
    [
        card(),
        {**OLD_CARD, "@context": [V1, PROOF_CONTEXT]},
        {**OLD_CARD, "@context": [V1, "https://w3id.org/security/data-integrity/v1"]},
        {**OLD_CARD, "@context": [V2, V1]},
        {**OLD_CARD, "@context": V1},
        {**OLD_CARD, "@context": []},
        {**OLD_CARD, "@context": None},
        {},
    ],
    ids=lambda document: str(document.get("@context")),
)
def test_a_document_that_does_not_need_it_or_cannot_be_read_stays_as_it_is(document: dict[str, Any]) -> None:
    assert with_proof_context(document) is document
