"""A running city: who is in it, where its services are, and wallets for its citizens.

Everything that the city does goes over HTTPS; `founding.py` starts the services and introduces them to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.http.fetch import Fetcher
from stadtsiegel.clients import Api, Office, Service
from stadtsiegel.demo.rogue_verifier import RogueVerifier
from stadtsiegel.sample_register import SampleRegister
from wallet_sim.city import TrustedAuthority
from wallet_sim.wallet import Wallet
from wallet_sim.wish import ANY_CARD, Wish

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from credentials.keys.algorithm import Algorithm
    from plumbing.clock import Clock
    from plumbing.entropy import Entropy
    from wallet_sim.holder import DidMethod


@dataclass(frozen=True, kw_only=True)
class City:
    """A running city and everybody in it.

    Attributes:
        clock: The one clock of all services and wallets.
        root_file: Certificate of the throw-away authority, for other people's wallets.
        issuer_url: Public address of the issuer.
        verifier_url: Public address of the verifier.
        registry_url: Public address of the registry.
        registry: What the authority says is said here.
        register: Where claims come from that the package does not let a clerk type in.
        offices: Who issues, by the ids of the plan.
        services: Who asks, by the ids of the plan.
        unlisted_verifier: A verifier that nobody lists.
        over_asking_verifier: A verifier that is listed for the least purpose and asks for all.
    """

    clock: Clock
    entropy: Entropy
    fetcher: Fetcher
    root_file: Path
    issuer_url: str
    verifier_url: str
    registry_url: str
    authority: TrustedAuthority
    registry: Api
    register: SampleRegister
    offices: Mapping[str, Office]
    services: Mapping[str, Service]
    unlisted_verifier: RogueVerifier
    over_asking_verifier: RogueVerifier

    def new_wallet(
        self,
        did_method: DidMethod = "did:jwk",
        *,
        wish: Wish = ANY_CARD,
        key_algorithm: Algorithm | None = None,
    ) -> Wallet:
        """Give a citizen a wallet that trusts the city's authority.

        Args:
            did_method: how its keys are called where they need a DID.
            wish: which form of a card it takes, in how many copies.
            key_algorithm: which kind of keys it makes; None for the usual one of each format.
        """
        return Wallet(
            authority=self.authority,
            fetcher=self.fetcher,
            now=self.clock.now,
            take_entropy=self.entropy.take,
            did_method=did_method,
            wish=wish,
            key_algorithm=key_algorithm,
        )
