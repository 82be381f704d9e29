"""Canonical names for the nodes without one (RDFC-1.0 section 4.4), where each differs by its own statements alone.

So it is in nearly every credential; where two nodes look alike, RDFC-1.0 as a whole decides, and that is not done here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from credentials.jsonld.compiled.scope import Declined

if TYPE_CHECKING:
    from credentials.jsonld.compiled.walk import Part, Statement
    from credentials.rdf.rdfc10 import HashName


def write_canonical(statements: list[Statement], nodes: int, hash_name: HashName) -> str:
    """Write statements in canonical form; Declined when two nodes have the same first degree hash (section 4.6)."""
    if nodes == 0:
        return "".join(
            sorted([f"{subject} {predicate} {object_} .\n" for subject, predicate, object_, _ in statements])
        )
    mentioned: list[list[Statement]] = [[] for _ in range(nodes + 1)]
    for statement in statements:
        for node in {part for part in (statement[0], statement[2], statement[3]) if type(part) is int}:
            mentioned[node].append(statement)
    hashes = {}
    for node in range(1, nodes + 1):
        lines = sorted([_line(statement, _Blind(node)) for statement in mentioned[node]])
        hashes[hashlib.new(hash_name, "".join(lines).encode()).hexdigest()] = node
    if len(hashes) != nodes:
        raise Declined
    labels = {node: f"_:c14n{number}" for number, (_, node) in enumerate(sorted(hashes.items()))}
    return "".join(sorted(_line(statement, labels) for statement in statements))


class _Blind(dict[int, str]):
    """How the statements of one node are looked at: itself is `a`, every other one `z` (section 4.6.3)."""

    def __init__(self, node: int) -> None:
        super().__init__({node: "_:a"})

    def __missing__(self, _: int) -> str:
        return "_:z"


def _line(statement: Statement, names: dict[int, str]) -> str:
    subject, predicate, object_, graph = statement
    written = f"{_name(subject, names)} {predicate} {_name(object_, names)}"
    return f"{written} .\n" if graph is None else f"{written} {_name(graph, names)} .\n"


def _name(part: Part, names: dict[int, str]) -> str:
    return part if type(part) is str else names[part]  # type: ignore[index]
