"""The rules of retention, read from the `retention.toml` beside the migrations of each room with tables.

    [checks]
    personal = ["result_sealed"]               # columns with a word about a person, sealed with a data key each
    deletes = ["DELETE FROM checks WHERE delete_after <= :now"]
    scrubbed = true                            # what is deleted shall be gone from the engine's files as well
    holds.de = "..."                           # and .en; with `kept` and `why` for people, see docs/retention.md

A table without `deletes` is kept for ever, goes with the rows of the table that `deleted_with` names, or is cleared by
the work that it belongs to, as `deleted_by` tells people.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plumbing.database.migrate import Component

FILE = "retention.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the job must know of one table.

    Attributes:
        table: its name.
        deletes: statements that erase and delete what is over at :now (UTC seconds), run in one transaction.
        personal: its columns with a word about a person.
        scrubbed: whether what is deleted must be gone from the engine's files, too.
    """

    table: str
    deletes: tuple[str, ...]
    personal: tuple[str, ...]
    scrubbed: bool


def read_rules(components: Iterable[Component]) -> list[Rule]:
    """Read the rules of several components, in order."""
    return [
        Rule(
            table=table,
            deletes=tuple(facts.get("deletes", ())),
            personal=tuple(facts.get("personal", ())),
            scrubbed=facts.get("scrubbed", False),
        )
        for component in components
        for table, facts in tomllib.loads((component.folder / FILE).read_text(encoding="utf-8")).items()
    ]
