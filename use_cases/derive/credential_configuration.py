"""What a wallet is told before it takes a card: one configuration for each form (OpenID4VCI 1.0 section 12.2.4).

Members that belong to one format only: appendix A.1.2 (`ldp_vc`) and A.3.2 (`dc+sd-jwt`).
"""

from __future__ import annotations

from credentials.strict_json import JsonObject
from use_cases.card_format import CardFormat, Format
from use_cases.derive.places import Place, places
from use_cases.use_case import UseCase

PROOF_ALGORITHMS = ("ES256", "EdDSA", "Ed25519", "ES384")
"""What holders' keys sign with: phones keep P-256 keys. EdDSA and Ed25519 are two names of one algorithm: wallets know
the older, RFC 9864 the newer."""

_BINDING_METHODS = {Format.LDP_VC: ("did:jwk", "did:key"), Format.SD_JWT_VC: ("jwk",)}


def configuration_id(use_case: UseCase, form: CardFormat) -> str:
    """Name the configuration of a form: by its format, and where a format stands twice, by what secures the later."""
    stem = f"{use_case.name}_v{use_case.version}_{form.format.replace('+', '_')}"
    first = next(one for one in use_case.formats if one.format is form.format)
    return stem if form == first else f"{stem}_{form.secured_by}"


def credential_configurations(use_case: UseCase) -> dict[str, JsonObject]:
    """Give the members of `credential_configurations_supported`, in the order of the package."""
    return {configuration_id(use_case, form): _configuration(use_case, form) for form in use_case.formats}


def _configuration(use_case: UseCase, form: CardFormat) -> JsonObject:
    return {
        "format": form.format.value,
        **_definition(use_case, form),
        "cryptographic_binding_methods_supported": list(_BINDING_METHODS[form.format]),
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": list(PROOF_ALGORITHMS)}},
        "credential_signing_alg_values_supported": [form.secured_by],
        "credential_metadata": {
            "display": _display(use_case),
            "claims": [_claim(place, form) for place in places(use_case)],
        },
    }


def _definition(use_case: UseCase, form: CardFormat) -> JsonObject:
    if form.format is Format.SD_JWT_VC:
        return {"vct": use_case.credential_type_iri}
    return {"credential_definition": {"@context": list(use_case.contexts), "type": list(use_case.types)}}


def _display(use_case: UseCase) -> list[JsonObject]:
    descriptions = dict(use_case.description.by_locale())
    logo = use_case.display.logo
    return [
        {
            "name": name,
            "locale": locale,
            **({"description": descriptions[locale]} if locale in descriptions else {}),
            "background_color": use_case.display.background_color,
            "text_color": use_case.display.text_color,
            **({"logo": {"uri": logo.data_url, "alt_text": logo.alt.in_locale(locale)}} if logo else {}),
        }
        for locale, name in use_case.title.by_locale()
    ]


def _claim(place: Place, form: CardFormat) -> JsonObject:
    return {
        "path": [*form.path(), *place.path],
        "mandatory": place.mandatory,
        "display": [{"name": name, "locale": locale} for locale, name in place.claim.label.by_locale()],
    }
