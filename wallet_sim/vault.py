"""Where the wallet keeps what it has received."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject


@dataclass(frozen=True, kw_only=True)
class KeptCredential:
    """One received credential.

    Attributes:
        kept_id: The wallet's own name for it.
        document: The credential as issued.
        types: Fully expanded type IRIs, as DCQL compares them.
    """

    kept_id: str
    document: JsonObject
    types: frozenset[str]


@dataclass
class Vault:
    """All received credentials, the newest last."""

    kept: list[KeptCredential] = field(default_factory=list)

    def keep(self, document: JsonObject, types: frozenset[str]) -> KeptCredential:
        """Put a credential into the vault."""
        credential = KeptCredential(kept_id=f"credential-{len(self.kept) + 1}", document=document, types=types)
        self.kept.append(credential)
        return credential
