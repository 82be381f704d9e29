"""The contexts of the published Data Integrity vectors, as far as these documents need them."""

from __future__ import annotations

import json
from typing import Any

from credentials.jsonld.context_set import ContextSet

CITIZENSHIP = "https://w3id.org/citizenship/v4rc1"


def _date(name: str) -> dict[str, str]:
    return {"@id": name, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}


# The terms that the canonical forms of the published documents show; the whole context is not published with them.
TERMS: dict[str, Any] = {
    "@protected": True,
    **{
        term: f"https://schema.org/{term}"
        for term in ("Person", "givenName", "additionalName", "familyName", "gender", "identifier")
    },
    **{
        term: f"https://w3id.org/citizenship#{term}"
        for term in (
            "EmploymentAuthorizationDocumentCredential",
            "EmploymentAuthorizationDocument",
            "EmployablePerson",
            "employmentAuthorizationDocument",
            "PermanentResidentCardCredential",
            "PermanentResidentCard",
            "PermanentResident",
            "permanentResidentCard",
            "commuterClassification",
            "birthCountry",
            "lprCategory",
            "lprNumber",
        )
    },
    "image": {"@id": "https://schema.org/image", "@type": "@id"},
    "birthDate": _date("https://schema.org/birthDate"),
    "residentSince": _date("https://w3id.org/citizenship#residentSince"),
}
CONTEXTS = ContextSet.bundled().with_context(CITIZENSHIP, json.dumps({"@context": TERMS}).encode())
