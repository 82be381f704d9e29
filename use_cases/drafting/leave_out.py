"""What the package format refuses of a draft is left out, and told in the format's own words.

The rules of packages stand in `use_cases/proving` alone: a draft is held against them, and mended by leaving out.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.drafting.draft import Note
from use_cases.faults import Finding, Path, render_place
from use_cases.local_text import LocalText
from use_cases.proving.prove import judge_document

_NEEDED = {"kind", "mandatory", "label", "max_length", "max_items", "max_bytes", "choices", "claims", "item"}
"""Keys without which no claim is left."""

_MOST_ROUNDS = 20
"""A limit that is gone can bring another fault to light, but not often."""


def leave_out_refused(claims: JsonObject) -> tuple[JsonObject, list[Note]]:
    """Give the claims that a package can have, and a note for each key or claim that it cannot."""
    kept, notes = deepcopy(claims), list[Note]()
    for _ in range(_MOST_ROUNDS):
        findings = _findings(kept)
        if not findings:
            return kept, notes
        for finding in findings:
            for path in _leave_out(kept, finding.path[1:]):
                reason = finding.message
                notes.append(
                    Note(
                        render_place(("claims", *path)),
                        LocalText(f"Weggelassen. Der Grund: {reason}", f"Left out. The reason: {reason}"),
                    )
                )
    return {}, notes


def _findings(claims: JsonObject) -> list[Finding]:
    found = judge_document({"claims": claims})
    ours = [finding for finding in found if finding.path[:1] == ("claims",) and len(finding.path) > 1]
    return sorted(ours, key=lambda finding: render_place(finding.path))


def _leave_out(claims: JsonObject, path: Path) -> Iterator[Path]:
    """Take away what a finding is about, else the claim around it; nothing if that has gone with another finding."""
    parents, lengths = _way(claims, path), _claims_on(path)
    for length in range(len(parents), 0, -1):
        parent, key = parents[length - 1], path[length - 1]
        if length in lengths or (key in parent and key not in _NEEDED):
            if key in parent:
                del parent[key]
                yield path[:length]
            return


def _claims_on(path: Path) -> list[int]:
    """Tell how long the way is to each claim on it; a claim may be called `claims` or `item`, too."""
    lengths = [1]
    while True:
        after = lengths[-1] + (path[lengths[-1] :][:1] == ("item",))
        if path[after : after + 1] != ("claims",):
            return lengths
        lengths.append(after + 2)


def _way(claims: JsonObject, path: Path) -> list[Any]:
    """Give the tables on the way, each holding the key of the same place in the path, as far as there are any."""
    tables: list[Any] = []
    here: Any = claims
    for key in path:
        if not isinstance(here, dict):
            break
        tables.append(here)
        here = here.get(key)
    return tables
