"""Poison is refused, or digested, within a second of processor time and 64 megabytes (SECURITY J-04 to J-06, S-06).

Each poison is taken in a process of its own, which alone can say what it cost. A row is added in `poison.POISONS`.
"""

from __future__ import annotations

import asyncio
import json
import sys

from credentials.rdf import nquads, rdfc10
from tests.attacks.poison import HARMLESS, POISONS, clique
from tests.conftest import ROOT
from tests.credentials.rdf.test_rdfc10_properties import by_pyoxigraph, relabelled

SECONDS = 2
"""Of processor time: twice what is asked for, because a processor with two loads at once does less in a second."""
MEGABYTES = 64


async def test_every_poison_is_refused_or_digested_within_a_second_and_64_megabytes() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.attacks.poison", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    written, _ = await process.communicate()
    tasted = {row["name"]: row for row in map(json.loads, written.splitlines())}
    assert tasted.keys() == POISONS.keys(), "the others crashed, or were ended after ten seconds"
    costly = {
        name: (round(row["seconds"], 2), round(row["megabytes"]))
        for name, row in tasted.items()
        if row["seconds"] > SECONDS or row["megabytes"] > MEGABYTES
    }
    assert costly == {}
    assert {name for name, row in tasted.items() if row["outcome"] == "done"} == HARMLESS


def test_a_clique_that_is_digested_has_the_canonical_form_that_others_give_it() -> None:
    for size in (2, 3, 4, 5):
        text = rdfc10.canonicalize(clique(size)).nquads
        assert text == by_pyoxigraph(clique(size))
        assert rdfc10.canonicalize(relabelled(clique(size), seed=size)).nquads == text
        assert len(nquads.parse(text)) == size * (size - 1)
