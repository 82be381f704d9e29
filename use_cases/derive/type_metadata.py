"""The SD-JWT VC type metadata of a use case: its name, its claims, what may be withheld.

Every claim of the use case may be withheld (`sd: always`); what no card may lack is `mandatory` (SD-JWT VC section 6).
Unlike context and schema it holds labels, and no card names it, so its identifier carries its digest: a corrected
label is another document beside the earlier one.
"""

from __future__ import annotations

import hashlib

from credentials.strict_json import JsonObject
from use_cases.derive.documents import PublishedDocument, render_stable
from use_cases.use_case import Claim, UseCase

MEDIA_TYPE = "application/json"


def type_metadata(use_case: UseCase) -> JsonObject:
    """Describe the type; `vct` is the credential type's IRI."""
    descriptions = dict(use_case.description.by_locale())
    return {
        "vct": use_case.credential_type_iri,
        "name": use_case.title.en,
        "description": use_case.description.en,
        "display": [
            {
                "locale": locale,
                "name": name,
                **({"description": descriptions[locale]} if locale in descriptions else {}),
                "rendering": {
                    "simple": {
                        "background_color": use_case.display.background_color,
                        "text_color": use_case.display.text_color,
                    }
                },
            }
            for locale, name in use_case.title.by_locale()
        ],
        "claims": [_claim(claim) for claim in use_case.claims],
    }


def type_metadata_document(use_case: UseCase) -> PublishedDocument:
    """Give the type metadata as they are published."""
    content = render_stable(type_metadata(use_case))
    digest = hashlib.sha256(content).hexdigest()[:16]
    id_ = f"{use_case.credential_type_iri}/v{use_case.version}/type-metadata/{digest}.json"
    return PublishedDocument(id_, MEDIA_TYPE, content)


def _claim(claim: Claim) -> JsonObject:
    return {
        "path": [claim.name],
        "display": [{"locale": locale, "label": label} for locale, label in claim.label.by_locale()],
        "mandatory": claim.mandatory,
        "sd": "always",
    }
