"""A JSON-LD document in its one canonical form: expansion in safe mode, RDF, RDFC-1.0.

The transformation of the rdfc cryptosuites (Data Integrity EdDSA Cryptosuites 1.0 section 3.2.3), with no base, no
network and bounded work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.jsonld.compiled.canonicalize import canonicalize_compiled, types_compiled
from credentials.jsonld.dataset import to_quads
from credentials.jsonld.expand import expand
from credentials.rdf import rdfc10

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.rdf.terms import Quad
    from credentials.rdf.work_budget import WorkBudget
    from credentials.strict_json import JsonObject


def canonicalize(
    document: JsonObject,
    contexts: ContextSet,
    *,
    hash_name: rdfc10.HashName = "sha256",
    budget: WorkBudget | None = None,
) -> str:
    """Write what a document says as canonical N-Quads.

    Args:
        document: a JSON object with `@context`.
        contexts: all the contexts that it may name.
        hash_name: the hash inside RDFC-1.0.
        budget: the work it may cost; None stands for the bounds of `WorkBudget()`.

    Raises:
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document would not be covered.
        ProofTransformationError: the work budget is spent.
    """
    compiled = canonicalize_compiled(document, contexts, hash_name) if budget is None else None
    return compiled or rdfc10.canonicalize(statements(document, contexts), hash_name=hash_name, budget=budget).nquads


def demand_statements(document: JsonObject, contexts: ContextSet) -> None:
    """Return when every part of a document says something; raises as `statements`."""
    if types_compiled(document, contexts) is None:
        statements(document, contexts)


def statements(document: JsonObject, contexts: ContextSet) -> list[Quad]:
    """What a document says, statement by statement, in the order of the document.

    Raises:
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document says nothing.
    """
    return to_quads(expand(document, contexts))
