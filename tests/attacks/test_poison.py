"""Poison is refused, or digested, within a second of processor time and 64 megabytes (SECURITY J-04 to J-06, S-06).

Each poison is taken in a process of its own, which alone can say what it cost. A row is added in `poison.POISONS`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from credentials.rdf import nquads, rdfc10
from tests.attacks.poison import HARMLESS, POISONS, clique
from tests.conftest import ROOT
from tests.credentials.rdf.test_rdfc10_properties import by_pyoxigraph, relabelled

SECONDS = 1
"""Of processor time."""
MEGABYTES = 64
TASTES = 3
"""The cheapest counts: a processor that two loads share does less in a second, and that says nothing about the code."""


async def taste() -> dict[str, dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.attacks.poison", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    written, _ = await process.communicate()
    return {row["name"]: row for row in map(json.loads, written.splitlines())}


def costly(tasted: dict[str, dict[str, Any]]) -> dict[str, tuple[float, int]]:
    return {
        name: (round(row["seconds"], 2), round(row["megabytes"]))
        for name, row in tasted.items()
        if row["seconds"] > SECONDS or row["megabytes"] > MEGABYTES
    }


async def test_every_poison_is_refused_or_digested_within_a_second_and_64_megabytes() -> None:
    too_much: dict[str, tuple[float, int]] = {}
    for _ in range(TASTES):
        tasted = await taste()
        assert tasted.keys() == POISONS.keys(), "the others crashed, or were ended after ten seconds"
        assert {name for name, row in tasted.items() if row["outcome"] == "done"} == HARMLESS
        too_much = costly(tasted)
        if not too_much:
            break
    assert too_much == {}


def test_a_clique_that_is_digested_has_the_canonical_form_that_others_give_it() -> None:
    for size in (2, 3, 4, 5):
        text = rdfc10.canonicalize(clique(size)).nquads
        assert text == by_pyoxigraph(clique(size))
        assert rdfc10.canonicalize(relabelled(clique(size), seed=size)).nquads == text
        assert len(nquads.parse(text)) == size * (size - 1)
