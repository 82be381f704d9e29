"""The simulated wallet as one thing: keys, a vault, and the two things it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wallet_sim.city import City, TrustedAuthority
from wallet_sim.consent import AskHolder, always_yes
from wallet_sim.forms.table import forms_of
from wallet_sim.history import History
from wallet_sim.holder import DidMethod, Holders
from wallet_sim.present import Present
from wallet_sim.receive import Receive
from wallet_sim.vault import Vault
from wallet_sim.wish import ANY_CARD, Wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.keys.algorithm import Algorithm
    from plumbing.http.fetch import Fetcher


class Wallet:
    """A citizen's wallet.

    Attributes:
        holders: Makes the keys of its cards.
        vault: What it keeps.
        history: What it has shown to whom.
        receive: Walks from an offer link to a kept card.
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
        did_method: DidMethod = "did:jwk",
        key_algorithm: Algorithm | None = None,
        wish: Wish = ANY_CARD,
    ) -> None:
        city = City(authority=authority, fetcher=fetcher, now=now)
        forms = forms_of(city=city, fetcher=fetcher, now=now)
        self.holders = Holders(take_entropy=take_entropy, method=did_method, algorithm=key_algorithm)
        self.vault = Vault()
        self.history = History()
        self.receive = Receive(
            holders=self.holders,
            vault=self.vault,
            forms=forms,
            fetcher=fetcher,
            now=now,
            take_entropy=take_entropy,
            wish=wish,
        )
        self.present = Present(
            vault=self.vault,
            history=self.history,
            forms=forms,
            city=city,
            fetcher=fetcher,
            now=now,
            take_entropy=take_entropy,
            ask_holder=ask_holder,
        )
