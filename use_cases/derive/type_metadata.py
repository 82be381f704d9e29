"""The SD-JWT VC type metadata of a use case: its name, its claims, what may be withheld.

What may be withheld is always concealed (`sd: always`) and everything else never; what no card may lack is `mandatory`
(SD-JWT VC section 9): no card of this version nor of an earlier one, since all have one `vct` and this one description.
Unlike context and schema it holds labels, and no card names it, so its identifier carries its digest: a corrected
label is another document beside the earlier one.
"""

from __future__ import annotations

import base64
import hashlib

from credentials.strict_json import JsonObject
from use_cases.derive.documents import PublishedDocument, render_stable
from use_cases.derive.places import Place, places
from use_cases.use_case import Display, UseCase

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
                "rendering": {"simple": _rendering(use_case.display, locale)},
            }
            for locale, name in use_case.title.by_locale()
        ],
        "claims": [_claim(place, of_all=place.names not in use_case.newly_mandatory) for place in places(use_case)],
    }


def type_metadata_document(use_case: UseCase) -> PublishedDocument:
    """Give the type metadata as they are published."""
    content = render_stable(type_metadata(use_case))
    digest = hashlib.sha256(content).hexdigest()[:16]
    id_ = f"{use_case.credential_type_iri}/v{use_case.version}/type-metadata/{digest}.json"
    return PublishedDocument(id_, MEDIA_TYPE, content)


def _rendering(display: Display, locale: str) -> JsonObject:
    colors = {"background_color": display.background_color, "text_color": display.text_color}
    if display.logo is None:
        return colors
    picture = base64.b64decode(display.logo.data_url.partition(",")[2])
    integrity = base64.b64encode(hashlib.sha256(picture).digest()).decode("ascii")
    logo = {
        "uri": display.logo.data_url,
        "uri#integrity": f"sha256-{integrity}",
        "alt_text": display.logo.alt.in_locale(locale),
    }
    return colors | {"logo": logo}


def _claim(place: Place, *, of_all: bool) -> JsonObject:
    return {
        "path": list(place.path),
        "display": [{"locale": locale, "label": label} for locale, label in place.claim.label.by_locale()],
        "mandatory": place.mandatory and of_all,
        "sd": "always" if place.withholdable else "never",
    }
