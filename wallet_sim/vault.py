"""Where the wallet keeps what it has received: cards, each of which may lie there in several copies.

The copies of a batch say the same and share nothing else: no key, no signature, no place in a status list. A copy is
shown once, so that two who have seen the card cannot find out that it was the same one. An issuer that makes no batches
gives one copy, which is all there is to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from wallet_sim.holder import Holder


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One received credential, whose signature the wallet has checked.

    Attributes:
        format: The credential format identifier.
        credential: As issued: a JSON document or a token.
        holder: Whose key it is bound to.
        types: Fully expanded type IRIs, or the `vct`, as DCQL compares them.
        claims: The root of claims paths.
        facts: What it says about its holder.
        valid_until: UTC seconds; None where it does not say.
        status_lists: Addresses of the lists that tell whether it still holds.
    """

    format: str
    credential: Any
    holder: Holder
    types: frozenset[str]
    claims: JsonObject
    facts: JsonObject
    valid_until: int | None
    status_lists: tuple[str, ...]


@dataclass
class KeptCard:
    """One card in all of its copies.

    Attributes:
        kept_id: The wallet's own name for it.
        copies: As received.
        used: How many of them have been shown.
    """

    kept_id: str
    copies: tuple[Copy, ...]
    used: int = 0

    @property
    def first(self) -> Copy:
        """The first copy; all say the same."""
        return self.copies[0]

    @property
    def document(self) -> Any:
        """The first copy as issued."""
        return self.first.credential

    @property
    def can_be_shown(self) -> bool:
        """Whether there is a copy that nobody has seen, or only ever was one."""
        return len(self.copies) == 1 or self.used < len(self.copies)

    def take(self) -> Copy:
        """Use up a copy, where one can be shown."""
        copy = self.copies[self.used % len(self.copies)]
        self.used += 1
        return copy


@dataclass
class Vault:
    """All received cards, the newest last."""

    kept: list[KeptCard] = field(default_factory=list)

    def keep(self, copies: tuple[Copy, ...]) -> KeptCard:
        """Put a card into the vault."""
        card = KeptCard(kept_id=f"card-{len(self.kept) + 1}", copies=copies)
        self.kept.append(card)
        return card
