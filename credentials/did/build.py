"""Writes the document of a DID whose keys are known (Controlled Identifiers 1.0 sections 2.1 to 2.3).

Keys are written as Multikey; reading documents of others, in every form they may have, is `document`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.keys.multikey import render_multikey

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
RELATIONSHIPS = ("authentication", "assertionMethod", "keyAgreement", "capabilityInvocation", "capabilityDelegation")
SIGNING_RELATIONSHIPS = tuple(name for name in RELATIONSHIPS if name != "keyAgreement")


@dataclass(frozen=True)
class Method:
    """A verification method: a key, its name in the document, and what it may be used for.

    Attributes:
        fragment: the name of the method in its document, without `#`.
        public_key: the key.
        relationships: names of verification relationships, like `assertionMethod`.
    """

    fragment: str
    public_key: PublicKey
    relationships: Collection[str]


def build_document(did: str, methods: Sequence[Method]) -> JsonObject:
    """Write the document of a DID with these methods, in this order.

    Raises:
        ValueError: for two methods of one name, or a relationship that does not exist: a mistake in our own code.
    """
    if len({method.fragment for method in methods}) != len(methods):
        raise ValueError("two verification methods of one document have the same fragment")
    if unknown := {name for method in methods for name in method.relationships}.difference(RELATIONSHIPS):
        raise ValueError(f"there is no verification relationship {', '.join(sorted(unknown))}")
    listed = {
        name: [f"{did}#{method.fragment}" for method in methods if name in method.relationships]
        for name in RELATIONSHIPS
    }
    return {
        "@context": list(CONTEXTS),
        "id": did,
        "verificationMethod": [
            {
                "id": f"{did}#{method.fragment}",
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": render_multikey(method.public_key),
            }
            for method in methods
        ],
        **{name: methods_listed for name, methods_listed in listed.items() if methods_listed},
    }
