"""The compiled way as a whole: what a document says, or nothing where the general way must be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pyld.jsonld import JsonLdError

from credentials.errors import CredentialError
from credentials.jsonld.compiled.label import write_canonical
from credentials.jsonld.compiled.scope import Declined
from credentials.jsonld.compiled.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.jsonld.compiled.walk import Part
    from credentials.jsonld.context_set import ContextSet
    from credentials.rdf.rdfc10 import HashName
    from credentials.strict_json import JsonObject

T = TypeVar("T")


def canonicalize_compiled(document: JsonObject, contexts: ContextSet, hash_name: HashName) -> str | None:
    """Write what a document says as canonical N-Quads; None for a document outside the profile.

    Args:
        document: what is to be read.
        contexts: all the contexts that it may name.
        hash_name: the hash inside RDFC-1.0.
    """
    return _walk(document, contexts, lambda walk, _: write_canonical(walk.statements, walk.nodes, hash_name))


def types_compiled(document: JsonObject, contexts: ContextSet) -> frozenset[str] | None:
    """The types of a document's own node, fully expanded; None for a document outside the profile."""
    return _walk(document, contexts, lambda walk, root: walk.types_of(root))


def _walk(document: JsonObject, contexts: ContextSet, tell: Callable[[Walk, Part], T]) -> T | None:
    if type(document) is not dict or "@context" not in document or contexts.allows_inline:
        return None
    walk = Walk(contexts)
    try:
        told = tell(walk, walk.document(document, contexts.machine.start()))
        walk.demand_characters()
    except (Declined, CredentialError, JsonLdError):
        return None
    # What PyLD answers to some malformed documents instead of an error of its own.
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    return told
