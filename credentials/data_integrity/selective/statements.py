"""The statements of a document in canonical order, under labels that only the holder of a secret can make.

Data Integrity ECDSA Cryptosuites 1.0 sections 3.4.1 to 3.4.16. The specification writes names into the nodes without an
identifier, so that a part of the document still knows its nodes (skolemization). Here each object of the document
carries its label itself, through selection and expansion; a document cannot contain such a label, whatever it says.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.data_integrity.selective.pointers import select
from credentials.encoding import encode_base64url
from credentials.errors import DataLossError, ProofVerificationError
from credentials.jsonld.dataset import to_quads
from credentials.jsonld.expand import expand
from credentials.jsonld.labels import LabelledObject
from credentials.rdf import rdfc10
from credentials.rdf.nquads import render_quad
from credentials.rdf.terms import BlankNode, Node, Quad, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject

HMAC_KEY_LENGTH = 32
_OBJECT = "o"


@dataclass(frozen=True)
class Statements:
    """The statements of one document.

    Attributes:
        lines: canonical N-Quads with the new labels, sorted.
        labels: from the label that an object of the document carries to its new one.
    """

    lines: tuple[str, ...]
    labels: Mapping[str, str]
    _document: LabelledObject
    _contexts: ContextSet

    def indexes_of(self, pointers: Sequence[str]) -> frozenset[int]:
        """The places in `lines` of what some pointers select; nothing for no pointers.

        Raises:
            PointerError: a pointer that leads nowhere in this document.
            DataLossError: what they select says nothing by itself.
        """
        if not pointers:
            return frozenset()
        selected = {_relabelled(quad, self.labels.__getitem__) for quad in self._quads_of(pointers)}
        return frozenset(index for index, line in enumerate(self.lines) if line in selected)

    def canonical_labels_of(self, pointers: Sequence[str]) -> dict[str, str]:
        """From the canonical label of each node in the selected part alone to its new label."""
        canonical = rdfc10.canonicalize(self._quads_of(pointers)).labels
        return {label: self.labels[carried] for carried, label in canonical.items()}

    def _quads_of(self, pointers: Sequence[str]) -> list[Quad]:
        return _quads(select(self._document, pointers), self._contexts)


def statements_of(document: JsonObject, contexts: ContextSet, *, hmac_key: bytes) -> Statements:
    """Read a document as statements, each node without identifier under the HMAC of its canonical label.

    Raises:
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document would not be covered, or it cannot be shown in part.
        ProofTransformationError: the work budget is spent.
    """
    labelled = LabelledObject.tree(document, prefix=_OBJECT)
    quads = _quads(labelled, contexts)
    canonical = rdfc10.canonicalize(quads).labels
    labels = {carried: secret_label(hmac_key, label) for carried, label in canonical.items()}
    lines = tuple(sorted({_relabelled(quad, labels.__getitem__) for quad in quads}))
    return Statements(lines, labels, labelled, contexts)


def secret_label(hmac_key: bytes, canonical: str) -> str:
    """The label for a node with this canonical label (section 3.4.4)."""
    return "u" + encode_base64url(hmac.digest(hmac_key, canonical.encode(), "sha256"))


def shown_lines(document: JsonObject, contexts: ContextSet, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The statements of a shown document under the labels that came with it, sorted.

    Args:
        document: without its proof.
        contexts: all the contexts that it may name.
        labels: from the canonical label of each of its nodes to the one that was signed.

    Raises:
        ContextError, DataLossError, ProofTransformationError: as for any document.
        ProofVerificationError: labels for other nodes than those that are there.
    """
    quads = to_quads(expand(document, contexts))
    canonical = rdfc10.canonicalize(quads).labels
    if set(canonical.values()) != labels.keys():
        raise ProofVerificationError("the labels of the proof are not those of the nodes in the document")
    return tuple(sorted({_relabelled(quad, lambda label: labels[canonical[label]]) for quad in quads}))


def _quads(document: Any, contexts: ContextSet) -> list[Quad]:
    quads = to_quads(expand(document, contexts))
    for quad in quads:
        for term in quad:
            if isinstance(term, BlankNode) and not term.label.startswith(_OBJECT):
                raise DataLossError("ordered lists and graphs inside a document cannot be shown in part")
    return quads


def _relabelled(quad: Quad, label_of: Callable[[str], str]) -> str:
    def renamed(term: Term) -> Term:
        return BlankNode(label_of(term.label)) if isinstance(term, BlankNode) else term

    def renamed_node(node: Node) -> Node:
        return BlankNode(label_of(node.label)) if isinstance(node, BlankNode) else node

    subject, predicate, object_, graph = quad
    return render_quad(
        Quad(renamed_node(subject), predicate, renamed(object_), None if graph is None else renamed_node(graph))
    )
