"""The canonical form over random small datasets: it keeps what is said, forgets labels, and agrees with pyoxigraph."""

from __future__ import annotations

import random

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.errors import ProofTransformationError
from credentials.rdf import nquads
from credentials.rdf.rdfc10 import WorkBudget, canonicalize
from credentials.rdf.terms import XSD_INTEGER, BlankNode, Iri, Literal, Node, Quad

blank_nodes = st.sampled_from([BlankNode(label) for label in ("b0", "c14n1", "x", "y.z", "0")])
iris = st.sampled_from([Iri("https://city.example/a"), Iri("urn:b"), Iri("https://city.example/ü")])
characters = st.characters(exclude_categories=["Cs"]) | st.sampled_from('\x00\x07\x08\x0b\x0c\x7f\\"\n\r\t')
literals = (
    st.builds(Literal, st.text(characters, max_size=4))
    | st.builds(Literal, st.sampled_from(["1", "2"]), st.just(XSD_INTEGER))
    | st.builds(
        Literal,
        st.just("x"),
        st.just("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"),
        st.sampled_from(["de", "en"]),
    )
)
predicates = st.sampled_from([Iri("urn:p"), Iri("urn:q")])
subjects: st.SearchStrategy[Node] = blank_nodes | iris
graphs = st.none() | iris
datasets = st.lists(st.builds(Quad, subjects, predicates, subjects | literals, graphs), max_size=8)
sampled = settings(max_examples=200, deadline=None, derandomize=True)


def by_pyoxigraph(quads: list[Quad]) -> str:
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(nquads.render(quads).encode(), format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(str(quad) + " .\n" for quad in dataset))


def relabelled(quads: list[Quad], seed: int) -> list[Quad]:
    randomness = random.Random(seed)  # noqa: S311 - a test's shuffle
    labels = [f"n{index}" for index in range(10)]
    randomness.shuffle(labels)
    known = dict.fromkeys(node.label for quad in quads for node in quad if isinstance(node, BlankNode))
    names = {label: BlankNode(labels.pop()) for label in known}
    renamed = [Quad(*(names[term.label] if isinstance(term, BlankNode) else term for term in quad)) for quad in quads]
    randomness.shuffle(renamed)
    return renamed


@given(datasets)
@sampled
def test_the_canonical_text_says_the_same_and_is_its_own_canonical_form(quads: list[Quad]) -> None:
    text = canonicalize(quads).nquads
    again = nquads.parse(text)
    assert len(again) == len(set(quads))
    assert canonicalize(again).nquads == text


@given(datasets)
@sampled
def test_pyoxigraph_agrees(quads: list[Quad]) -> None:
    assert canonicalize(quads).nquads == by_pyoxigraph(quads)


@given(datasets, st.integers(0, 1000))
@sampled
def test_labels_and_order_of_the_input_do_not_matter(quads: list[Quad], seed: int) -> None:
    # Not so with blank nodes as names of graphs: there RDFC-1.0 itself gives nodes that differ the same hash, now and
    # then, and no implementation can help it. In credentials such graphs hang from one node each, and are told apart.
    assert canonicalize(relabelled(quads, seed)).nquads == canonicalize(quads).nquads


def test_a_graph_named_by_a_blank_node_follows_the_specification_where_pyoxigraph_does_not() -> None:
    quads = nquads.parse(
        "_:e4 <urn:p> _:e1 _:e4 .\n_:e5 <urn:p> _:e0 _:e2 .\n_:e4 <urn:p> _:e4 _:e4 .\n_:e5 <urn:p> _:e2 _:e1 .\n"
    )
    # the figures of the npm package rdf-canonize 5, by the editors of the specification
    assert canonicalize(quads).nquads == (
        "_:c14n0 <urn:p> _:c14n1 _:c14n3 .\n"
        "_:c14n0 <urn:p> _:c14n3 _:c14n4 .\n"
        "_:c14n2 <urn:p> _:c14n2 _:c14n2 .\n"
        "_:c14n2 <urn:p> _:c14n4 _:c14n2 .\n"
    )
    assert by_pyoxigraph(quads) != canonicalize(quads).nquads


def clique(size: int) -> list[Quad]:
    nodes = [BlankNode(f"n{index}") for index in range(size)]
    return [Quad(one, Iri("urn:knows"), other) for one in nodes for other in nodes if one != other]


@pytest.mark.parametrize("size", [*range(6, 40, 3), 70])
def test_a_clique_is_refused_and_not_tried_to_the_end(size: int) -> None:
    with pytest.raises(ProofTransformationError, match="knotted"):
        canonicalize(clique(size))


def test_the_budget_counts_the_same_work_whatever_the_labels_are() -> None:
    quads = clique(4)
    for seed in range(5):
        canonicalize(relabelled(quads, seed), budget=WorkBudget(steps=2_000))
        with pytest.raises(ProofTransformationError):
            canonicalize(relabelled(quads, seed), budget=WorkBudget(steps=500))


def test_a_long_chain_of_tied_nodes_is_refused_before_the_stack_ends() -> None:
    nodes = [BlankNode(f"n{index}") for index in range(3000)]
    circle = [Quad(node, Iri("urn:next"), nodes[(index + 1) % 3000]) for index, node in enumerate(nodes)]
    with pytest.raises(ProofTransformationError):
        canonicalize(circle)


def test_too_many_statements_are_refused_before_any_work() -> None:
    quads = [Quad(Iri("urn:a"), Iri("urn:p"), Literal(str(number))) for number in range(11)]
    with pytest.raises(ProofTransformationError, match="at most 10 statements"):
        canonicalize(quads, budget=WorkBudget(quads=10))


def test_too_many_blank_nodes_are_refused_before_any_work() -> None:
    quads = [Quad(BlankNode(str(number)), Iri("urn:p"), Literal("x")) for number in range(11)]
    with pytest.raises(ProofTransformationError, match="at most 10 nodes"):
        canonicalize(quads, budget=WorkBudget(blank_nodes=10))
