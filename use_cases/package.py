"""All versions of one kind of document, as they lie side by side in one folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from use_cases.use_case import UseCase


@dataclass(frozen=True, slots=True)
class Package:
    """One kind of document: only its newest version is issued, cards of the earlier ones stay good.

    Attributes:
        newest: the version that is issued, `use_case.toml`.
        earlier: the versions before it, `earlier/v<version>.toml`, the oldest first.
        digest: SHA-256 over the bytes of every file that was read, in hexadecimal.
    """

    newest: UseCase
    earlier: tuple[UseCase, ...]
    digest: str

    @property
    def versions(self) -> tuple[UseCase, ...]:
        """Every version, the newest first."""
        return (self.newest, *reversed(self.earlier))
