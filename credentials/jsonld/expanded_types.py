"""The types of a document as IRIs: what `type_values` of a DCQL query compares (OpenID4VP 1.0 appendix B.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import DataLossError
from credentials.jsonld.compiled.canonicalize import types_compiled
from credentials.jsonld.expand import expand
from credentials.jsonld.identifiers import to_iri

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject


def expanded_types(document: JsonObject, contexts: ContextSet) -> frozenset[str]:
    """The fully expanded types of a document's own node (not of the objects in it).

    Raises:
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a type that no context defines, or a document that is more or less than one node.
    """
    if (types := types_compiled(document, contexts)) is not None:
        return types
    nodes = expand(document, contexts)
    if len(nodes) != 1:
        raise DataLossError("the document does not describe one thing")
    return frozenset(to_iri(type_).value for type_ in nodes[0].get("@type", []))
