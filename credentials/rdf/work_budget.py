"""How much work one dataset may cost (RDF Dataset Canonicalization 1.0, section 'Dataset Poisoning').

The canonical form of a small, well-knotted dataset can take longer than the universe has. So work is counted and ends
when the budget is spent. What is counted depends on the dataset alone, never on a clock: a document that is refused
here is refused everywhere, and one that is accepted stays accepted on a busy day.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from credentials.errors import ProofTransformationError


@dataclass(frozen=True)
class WorkBudget:
    """The bounds for one dataset.

    Attributes:
        quads: how many statements it may have.
        blank_nodes: how many nodes without a name it may have.
        steps: how many neighbours of tied blank nodes may be looked at, over all orders that are tried.
        depth: how far the search may go from one tied blank node to the next.
    """

    quads: int = 20_000
    blank_nodes: int = 5_000
    steps: int = 50_000
    depth: int = 100


@dataclass
class Work:
    """What has been spent of a budget so far."""

    budget: WorkBudget
    steps: int = field(default=0, init=False)

    def spend(self, steps: int, *, depth: int) -> None:
        """Count steps, at a certain distance from where the search began.

        Raises:
            ProofTransformationError: more than the budget allows.
        """
        self.steps += steps
        if self.steps > self.budget.steps or depth > self.budget.depth:
            raise ProofTransformationError(
                "the nodes of this document without an identifier are knotted so that they cannot be told apart with"
                " reasonable work; give them identifiers"
            )

    def admit(self, *, quads: int, blank_nodes: int) -> None:
        """Check the size of a dataset before work begins.

        Raises:
            ProofTransformationError: larger than the budget allows.
        """
        if quads > self.budget.quads:
            raise ProofTransformationError(f"a document may make at most {self.budget.quads} statements")
        if blank_nodes > self.budget.blank_nodes:
            raise ProofTransformationError(
                f"a document may have at most {self.budget.blank_nodes} nodes without an identifier"
            )
