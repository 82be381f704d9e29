"""When two JSON values are equal (JSON Schema 2020-12 section 4.2.2): numbers by their value, objects without order.

A value is turned into one that Python can look up, so that comparing many with many takes no more than reading them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable


def identity(value: Any) -> Hashable:
    """What is the same for equal JSON values, and differs for others."""
    if isinstance(value, dict):
        return "object", frozenset((name, identity(member)) for name, member in value.items())
    if isinstance(value, list):
        return "array", tuple(map(identity, value))
    # For Python true equals 1; for JSON it does not.
    return isinstance(value, bool), value
