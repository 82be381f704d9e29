"""The compiled way as a whole: the canonical text of a document, or nothing where the general way must be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyld.jsonld import JsonLdError

from credentials.errors import CredentialError
from credentials.jsonld.compiled.label import write_canonical
from credentials.jsonld.compiled.scope import Declined
from credentials.jsonld.compiled.walk import Walk

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.rdf.rdfc10 import HashName
    from credentials.strict_json import JsonObject


def canonicalize_compiled(document: JsonObject, contexts: ContextSet, hash_name: HashName) -> str | None:
    """Write what a document says as canonical N-Quads; None for a document outside the profile.

    Args:
        document: what is to be read.
        contexts: all the contexts that it may name.
        hash_name: the hash inside RDFC-1.0.
    """
    if type(document) is not dict or "@context" not in document or contexts.allows_inline:
        return None
    walk = Walk(contexts)
    try:
        walk.document(document, contexts.machine.start())
        text = write_canonical(walk.statements, walk.nodes, hash_name)
        text.encode()  # half of a surrogate pair is no character
    except (Declined, CredentialError, JsonLdError):
        return None
    # What PyLD answers to some malformed documents instead of an error of its own.
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None
    return text
