"""The simulated wallet as one thing: a holder, a vault, and the two things it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wallet_sim.city import City, TrustedAuthority
from wallet_sim.consent import AskHolder, always_yes
from wallet_sim.holder import SEED_BYTES, Holder
from wallet_sim.present import Present
from wallet_sim.receive import Receive
from wallet_sim.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

    from plumbing.http.fetch import Fetcher


class Wallet:
    """A citizen's wallet.

    Attributes:
        holder: Whose wallet it is.
        vault: What it keeps.
        receive: Walks from an offer link to a kept credential.
        present: Walks from a request link to an answer.
    """

    def __init__(
        self,
        *,
        authority: TrustedAuthority,
        fetcher: Fetcher,
        now: Callable[[], int],
        take_entropy: Callable[[int], bytes],
        ask_holder: AskHolder = always_yes,
        did_method: Literal["did:jwk", "did:key"] = "did:jwk",
    ) -> None:
        self.holder = Holder(take_entropy(SEED_BYTES), method=did_method)
        self.vault = Vault()
        city = City(authority=authority, fetcher=fetcher, now=now)
        self.receive = Receive(holder=self.holder, vault=self.vault, city=city, fetcher=fetcher, now=now)
        self.present = Present(
            holder=self.holder,
            vault=self.vault,
            city=city,
            fetcher=fetcher,
            now=now,
            take_entropy=take_entropy,
            ask_holder=ask_holder,
        )
