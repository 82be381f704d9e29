"""The context that gives the terms of a proof their meaning, where a document's own do not (Data Integrity 1.0, 2.4).

The context of version 2.0 of the data model defines these terms, that of version 1.1 does not: there the members of a
proof would be unknown terms, and the document could not be secured losslessly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.model.version import DataModel

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

PROOF_CONTEXT = "https://w3id.org/security/data-integrity/v2"
_DEFINE_PROOFS = frozenset({PROOF_CONTEXT, "https://w3id.org/security/data-integrity/v1"})


def with_proof_context(document: JsonObject) -> JsonObject:
    """A document of version 1.1 of the data model with `data-integrity/v2` as its last context; any other as it is.

    Whoever verifies must not do the same: contexts are part of what was signed.
    """
    contexts = document.get("@context")
    if not isinstance(contexts, list) or contexts[:1] != [DataModel.V1_1.context]:
        return document
    if any(isinstance(context, str) and context in _DEFINE_PROOFS for context in contexts):
        return document
    return {**document, "@context": [*contexts, PROOF_CONTEXT]}
