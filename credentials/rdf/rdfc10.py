"""RDFC-1.0, the canonical form of an RDF dataset (RDF Dataset Canonicalization 1.0 section 4), within a work budget.

Two datasets that say the same get the same text, whatever their blank nodes were called. The numbers in comments are
the steps of the specification's algorithms.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Literal, TypeVar

from credentials.rdf.nquads import render_quad, render_term
from credentials.rdf.terms import BlankNode, Quad, Term
from credentials.rdf.work_budget import Work, WorkBudget

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HashName = Literal["sha256", "sha384"]

T = TypeVar("T", bound=Term)

_SELF, _OTHER = BlankNode("a"), BlankNode("z")


@dataclass(frozen=True)
class CanonicalDataset:
    """A dataset in canonical form.

    Attributes:
        nquads: its statements, one a line, sorted by code point.
        labels: from the label that a blank node came with to its canonical one, both without `_:`.
    """

    nquads: str
    labels: Mapping[str, str]


def canonicalize(
    quads: Iterable[Quad], *, hash_name: HashName = "sha256", budget: WorkBudget | None = None
) -> CanonicalDataset:
    """Bring a dataset into canonical form.

    Args:
        quads: the statements, in any order; a repetition counts once.
        hash_name: the hash inside the algorithm; SHA-384 only where a cryptosuite asks for it.
        budget: the work it may cost; None stands for the bounds of `WorkBudget()`, there is no unbounded run.

    Raises:
        ProofTransformationError: the budget is spent.
    """
    dataset = tuple(dict.fromkeys(quads))
    labels = _Canonicalization(dataset, hash_name, Work(budget or WorkBudget())).labels()
    named = {label: BlankNode(canonical) for label, canonical in labels.items()}

    def rename(term: Term) -> Term:
        return named[term.label] if isinstance(term, BlankNode) else term

    lines = sorted(
        f"{render_term(rename(s))} <{p.value}> {render_term(rename(o))}"
        + ("" if g is None else " " + render_term(rename(g)))
        + " .\n"
        for s, p, o, g in dataset
    )
    return CanonicalDataset("".join(lines), labels)


class _Issuer:
    """The identifier issuer of section 4.3: the same label for the same node, counted in order of first sight."""

    __slots__ = ("issued", "prefix")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = {} if issued is None else issued

    def issue(self, label: str) -> str:
        return self.issued.setdefault(label, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.issued))


class _Canonicalization:
    """One run: the canonicalization state of section 4.2."""

    def __init__(self, dataset: tuple[Quad, ...], hash_name: HashName, work: Work) -> None:
        self._hash_name: HashName = hash_name
        self._work = work
        self._canonical = _Issuer("c14n")
        # 4.4.3 step 2: every blank node with the quads that mention it, each quad once
        self._quads: defaultdict[str, list[Quad]] = defaultdict(list)
        for quad in dataset:
            mentioned = {term.label for term in (quad.subject, quad.object, quad.graph) if isinstance(term, BlankNode)}
            for label in mentioned:
                self._quads[label].append(quad)
        work.admit(quads=len(dataset), blank_nodes=len(self._quads))
        self._first_degree = {label: self._hash_first_degree(label) for label in self._quads}

    def labels(self) -> dict[str, str]:
        """4.4.3 steps 3 to 5: label the nodes that differ by themselves, then those that differ by their neighbours."""
        by_hash: defaultdict[str, list[str]] = defaultdict(list)
        for label, digest in self._first_degree.items():
            by_hash[digest].append(label)
        tied = []
        for _, labels in sorted(by_hash.items()):
            if len(labels) == 1:
                self._canonical.issue(labels[0])
            else:
                tied.append(labels)
        for labels in tied:
            self._label_tied(labels)
        return self._canonical.issued

    def _label_tied(self, labels: list[str]) -> None:
        results = []
        for label in labels:
            if label in self._canonical.issued:
                continue
            issuer = _Issuer("b")
            issuer.issue(label)
            results.append(self._hash_n_degree(label, issuer, depth=1))
        for _, issuer in sorted(results, key=lambda result: result[0]):
            for label in issuer.issued:
                self._canonical.issue(label)

    def _hash_first_degree(self, label: str) -> str:
        """Section 4.6. Lines are not made unique: two quads may well become one line, and both count."""

        def blind(term: T) -> T | BlankNode:
            return (_SELF if term.label == label else _OTHER) if isinstance(term, BlankNode) else term

        lines = [
            render_quad(Quad(blind(s), p, blind(o), None if g is None else blind(g)))
            for s, p, o, g in self._quads[label]
        ]
        return self._hash("".join(sorted(lines)))

    def _hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Section 4.7."""
        known = self._canonical.issued.get(related) or issuer.issued.get(related)
        predicate = "" if position == "g" else f"<{quad.predicate.value}>"
        return self._hash(f"{position}{predicate}" + (f"_:{known}" if known else self._first_degree[related]))

    def _hash_n_degree(self, label: str, issuer: _Issuer, *, depth: int) -> tuple[str, _Issuer]:
        """Section 4.8: the hash of a node by what can be reached from it, and the labels that this way gives."""
        self._work.spend(len(self._quads[label]), depth=depth)
        related: defaultdict[str, list[str]] = defaultdict(list)  # steps 1 to 3
        for quad in self._quads[label]:
            for position, term in (("s", quad.subject), ("o", quad.object), ("g", quad.graph)):
                if isinstance(term, BlankNode) and term.label != label:
                    related[self._hash_related(term.label, quad, issuer, position)].append(term.label)
        data = []
        for digest, neighbours in sorted(related.items()):  # step 5
            path, issuer = self._shortest_path(neighbours, issuer, depth)
            data += [digest, path]
        return self._hash("".join(data)), issuer

    def _shortest_path(self, neighbours: list[str], issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Section 4.8.3 steps 5.2 to 5.6: the least of the paths over all orders of these neighbours."""
        shortest, chosen = "", issuer
        for order in permutations(neighbours):
            self._work.spend(len(order), depth=depth)
            path, reached = self._path(order, issuer.copy(), depth, shortest)
            if not shortest or path < shortest:
                shortest, chosen = path, reached
        return shortest, chosen

    def _path(self, order: tuple[str, ...], issuer: _Issuer, depth: int, shortest: str) -> tuple[str, _Issuer]:
        """Steps 5.4.2 to 5.4.5: the path for one order, or the beginning of one that is already longer."""

        def hopeless() -> bool:
            return bool(shortest) and len(path) >= len(shortest) and path > shortest

        path = ""
        to_visit = []
        for label in order:
            if canonical := self._canonical.issued.get(label):
                path += f"_:{canonical}"
            else:
                if label not in issuer.issued:
                    to_visit.append(label)
                path += f"_:{issuer.issue(label)}"
            if hopeless():
                return path, issuer
        for label in to_visit:
            digest, reached = self._hash_n_degree(label, issuer, depth=depth + 1)
            path += f"_:{issuer.issue(label)}<{digest}>"
            issuer = reached
            if hopeless():
                break
        return path, issuer

    def _hash(self, text: str) -> str:
        return hashlib.new(self._hash_name, text.encode()).hexdigest()
