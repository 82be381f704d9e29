"""Every test of the W3C suite for RDFC-1.0: canonical text, labels, and the poison that must be refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from credentials.errors import ProofTransformationError
from credentials.rdf import nquads, rdfc10

if TYPE_CHECKING:
    from pathlib import Path

HASHES: dict[str | None, rdfc10.HashName] = {None: "sha256", "SHA256": "sha256", "SHA384": "sha384"}


@pytest.fixture
def suite(vectors: Path) -> Path:
    return vectors / "rdf-canon"


def entries_of(suite: Path, kind: str) -> list[dict[str, Any]]:
    manifest = json.loads((suite / "manifest.jsonld").read_text())
    return [entry for entry in manifest["entries"] if entry["type"] == kind]


def canonical(suite: Path, entry: dict[str, Any]) -> rdfc10.CanonicalDataset:
    quads = nquads.parse((suite / entry["action"]).read_text())
    return rdfc10.canonicalize(quads, hash_name=HASHES[entry.get("hashAlgorithm")])


def test_all_datasets_get_the_published_canonical_text(suite: Path) -> None:
    entries = entries_of(suite, "rdfc:RDFC10EvalTest")
    wrong = [
        entry["id"] for entry in entries if canonical(suite, entry).nquads != (suite / entry["result"]).read_text()
    ]
    assert (len(entries), wrong) == (64, [])


def test_all_blank_nodes_get_the_published_labels(suite: Path) -> None:
    entries = entries_of(suite, "rdfc:RDFC10MapTest")
    wrong = [
        entry["id"]
        for entry in entries
        if canonical(suite, entry).labels != json.loads((suite / entry["result"]).read_text())
    ]
    assert (len(entries), wrong) == (21, [])


def test_the_poison_that_cannot_be_computed_is_refused(suite: Path) -> None:
    (entry,) = entries_of(suite, "rdfc:RDFC10NegativeEvalTest")
    with pytest.raises(ProofTransformationError):
        canonical(suite, entry)


@pytest.mark.parametrize("name", ["#test044c", "#test045c", "#test046c"])
def test_the_poison_that_can_be_computed_takes_a_small_part_of_the_budget(suite: Path, name: str) -> None:
    (entry,) = (entry for entry in entries_of(suite, "rdfc:RDFC10EvalTest") if entry["id"] == name)
    quads = nquads.parse((suite / entry["action"]).read_text())
    budget = rdfc10.WorkBudget(steps=rdfc10.WorkBudget().steps // 5)
    assert rdfc10.canonicalize(quads, budget=budget).nquads == (suite / entry["result"]).read_text()


def test_the_hash_inside_the_algorithm_matters(suite: Path) -> None:
    (entry,) = (entry for entry in entries_of(suite, "rdfc:RDFC10EvalTest") if entry["id"] == "#test075c")
    quads = nquads.parse((suite / entry["action"]).read_text())
    assert (
        rdfc10.canonicalize(quads, hash_name="sha256").nquads != rdfc10.canonicalize(quads, hash_name="sha384").nquads
    )
