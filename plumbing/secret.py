"""A value that never shows itself by accident: not in a repr, a log line, an error or a dump of settings.

Whoever needs the value says `reveal()`, so that every such place can be found by searching for one word.
A secret equals only itself; to check a guess, compare what reveal() returns with hmac.compare_digest.
"""

from __future__ import annotations

from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


class Secret(Generic[T]):
    """A wrapped value, shown to nobody who does not ask for it by name."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """Return the value itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __format__(self, format_spec: str) -> str:
        return "***"

    def __deepcopy__(self, memo: dict[int, object]) -> Secret[T]:
        return self

    def __reduce__(self) -> NoReturn:
        # pickling would write the value into whatever file or queue the bytes go to
        raise TypeError("a secret is not written down")
