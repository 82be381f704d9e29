"""How much work one document may make one schema do; counted, never timed, so that the answer is the same on every day.

Parts of a schema that refer to each other can double and double again, and a long array times a long list of
alternatives is soon a day's work. Each rule that is applied counts, and one that looks through a large value counts for
its size.
"""

from __future__ import annotations

from typing import Any

from credentials.errors import SchemaNotAppliedError

MOST_WORK = 50_000
"""Rules applied; about half a second. A city's card needs some hundreds."""

_VALUES_A_STEP = 32
_LETTERS_A_VALUE = 32


class Work:
    """What has been spent on one document."""

    def __init__(self, document: object, schema: object) -> None:
        self._spent = 0
        self._sizes = _sizes(document) | _sizes(schema)

    def spend(self, steps: int) -> None:
        """Count steps.

        Raises:
            SchemaNotAppliedError: more than is reasonable.
        """
        self._spent += steps
        if self._spent > MOST_WORK:
            raise SchemaNotAppliedError("to apply the schema to this document would take too much work")

    def spend_on_rule(self, rule: Any, value: Any) -> None:
        """Count the application of one rule to a part of the document."""
        entries = len(rule) if isinstance(rule, dict | list) else 0
        self.spend(1 + entries + self.size(value) // _VALUES_A_STEP)

    def size(self, value: Any) -> int:
        """How many values a part of document or schema has, itself included; long texts count as several."""
        return _size(value, self._sizes)


def _sizes(document: object) -> dict[int, int]:
    """The sizes of all containers, innermost first."""
    containers: list[dict[str, Any] | list[Any]] = []
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict | list):
            containers.append(value)
            waiting.extend(value.values() if isinstance(value, dict) else value)
    sizes: dict[int, int] = {}
    for container in reversed(containers):
        below = container.values() if isinstance(container, dict) else container
        sizes[id(container)] = 1 + sum(_size(value, sizes) for value in below)
    return sizes


def _size(value: Any, sizes: dict[int, int]) -> int:
    if isinstance(value, str):
        return 1 + len(value) // _LETTERS_A_VALUE
    return sizes.get(id(value), 1)
