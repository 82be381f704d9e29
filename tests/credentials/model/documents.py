"""Documents of both versions of the data model that break no rule; tests change one thing in them."""

from __future__ import annotations

import copy
from typing import Any

from credentials.model.credential import Credential, parse_credential
from credentials.model.presentation import Presentation, parse_presentation
from credentials.model.version import DataModel

SRI = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
"""Of the text abc."""
V1, V2 = DataModel.V1_1.context, DataModel.V2_0.context
CARD: dict[str, Any] = {
    "@context": [V2, "https://city.example/contexts/library-card/v1"],
    "id": "urn:uuid:5b6f3a0e-0000-4000-8000-000000000000",
    "type": ["VerifiableCredential", "LibraryCard"],
    "issuer": {"id": "did:web:city.example:offices:library", "name": "Stadtbibliothek"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2027-01-01T00:00:00+01:00",
    "credentialSubject": {"id": "did:key:z6MkHolder", "cardNumber": "12345"},
    "credentialStatus": [{"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}],
    "credentialSchema": {"id": "https://city.example/schemas/library-card/v1", "type": "JsonSchema"},
}
SHOWN: dict[str, Any] = {
    "@context": [V2],
    "type": ["VerifiablePresentation"],
    "holder": "did:key:z6MkHolder",
    "verifiableCredential": [CARD],
}

OLD_CARD: dict[str, Any] = {
    "@context": [V1, "https://city.example/contexts/library-card/v1"],
    "id": "urn:uuid:5b6f3a0e-0000-4000-8000-000000000001",
    "type": ["VerifiableCredential", "LibraryCard"],
    "issuer": "did:web:city.example:offices:library",
    "issuanceDate": "2026-01-01T00:00:00Z",
    "expirationDate": "2027-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:key:z6MkHolder", "cardNumber": "12345"},
}


def read(document: object) -> Credential:
    return parse_credential(document, data_models={DataModel.V2_0})


def read_presentation(document: object) -> Presentation:
    return parse_presentation(document, data_models={DataModel.V2_0})


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: copy.deepcopy(value) for name, value in document.items() if name not in names}
