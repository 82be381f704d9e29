"""What a wallet is told before it takes a card (OpenID4VCI 1.0 section 12.2.4 and appendix A.1.2, `ldp_vc`)."""

from __future__ import annotations

from credentials.strict_json import JsonObject
from use_cases.use_case import Claim, UseCase

FORMAT = "ldp_vc"
BINDING_METHODS = ("did:jwk", "did:key")
PROOF_ALGORITHMS = ("EdDSA", "Ed25519")
"""Both names of one algorithm: wallets know the older, RFC 9864 the newer."""

CRYPTOSUITES = ("eddsa-rdfc-2022",)


def credential_configuration(use_case: UseCase) -> tuple[str, JsonObject]:
    """Give the configuration's id and the member of `credential_configurations_supported`."""
    return f"{use_case.name}_v{use_case.version}_{FORMAT}", {
        "format": FORMAT,
        "credential_definition": {"@context": list(use_case.contexts), "type": list(use_case.types)},
        "cryptographic_binding_methods_supported": list(BINDING_METHODS),
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": list(PROOF_ALGORITHMS)}},
        "credential_signing_alg_values_supported": list(CRYPTOSUITES),
        "credential_metadata": {
            "display": _display(use_case),
            "claims": [_claim(claim) for claim in use_case.claims],
        },
    }


def _display(use_case: UseCase) -> list[JsonObject]:
    descriptions = dict(use_case.description.by_locale())
    return [
        {
            "name": name,
            "locale": locale,
            "description": descriptions[locale],
            "background_color": use_case.display.background_color,
            "text_color": use_case.display.text_color,
        }
        for locale, name in use_case.title.by_locale()
    ]


def _claim(claim: Claim) -> JsonObject:
    return {
        "path": ["credentialSubject", claim.name],
        "mandatory": claim.mandatory,
        "display": [{"name": name, "locale": locale} for locale, name in claim.label.by_locale()],
    }
