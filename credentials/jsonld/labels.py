"""Objects of a document that carry a label through expansion, for proofs that show a document in part.

A label is a type of its own and no text that a document could contain: what comes from JSON never is one.
"""

from __future__ import annotations

from typing import Any


class Label(str):
    """The label of a node without an identifier, where expansion keeps identifiers."""

    __slots__ = ()


class LabelledObject(dict[str, Any]):
    """A JSON object with a label for the node that it describes, should it have no identifier of its own."""

    label: Label

    @classmethod
    def tree(cls, document: dict[str, Any], *, prefix: str) -> LabelledObject:
        """Copy a document so that each of its objects carries its own label: the prefix and a number."""
        count = 0

        def labelled(value: Any) -> Any:
            nonlocal count
            if isinstance(value, list):
                return [labelled(item) for item in value]
            if not isinstance(value, dict):
                return value
            copied = cls()
            copied.label = Label(f"{prefix}{count}")
            count += 1
            copied.update((name, labelled(member)) for name, member in value.items())
            return copied

        root: LabelledObject = labelled(document)
        return root

    def copy(self) -> LabelledObject:
        """A shallow copy under the same label."""
        copied = type(self)(self)
        copied.label = self.label
        return copied
