"""The protocol between a wallet and its credential formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from wallet_sim.refusals import WalletRefuses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.keys.algorithm import Algorithm
    from credentials.strict_json import JsonObject
    from wallet_sim.holder import Holder
    from wallet_sim.vault import Copy


@dataclass(frozen=True, kw_only=True)
class Showing:
    """What a presentation is bound to, and how much of a card it shows.

    Attributes:
        paths: The claims to show, where the format can leave others away.
        nonce: Which question it answers.
        audience: For whom it is made.
    """

    paths: tuple[ClaimsPath, ...]
    nonce: str
    audience: str


class Form(Protocol):
    """One credential format in a wallet.

    Attributes:
        format: The credential format identifier.
        vp_formats: What verifiers are told of it (`vp_formats_supported`, OpenID4VP 1.0 appendix B).
        secured_by: What the wallet can check: cryptosuites, or JOSE algorithms of issuers.
        key_algorithm: The kind of key that the wallet makes for a card of it, unless its holder wants another.
    """

    format: str
    vp_formats: JsonObject
    secured_by: frozenset[str]
    key_algorithm: Algorithm

    async def check(self, credential: Any, holders: Sequence[Holder]) -> Copy:
        """Check what an issuer has sent, and find whose key it is bound to.

        Raises:
            WalletRefuses: it is not proven, or not for one of these holders.
        """
        ...

    async def present(self, copy: Copy, showing: Showing) -> Any:
        """Make one element of `vp_token`, signed by the key of the copy."""
        ...

    def shows(self, copy: Copy, paths: Sequence[ClaimsPath]) -> tuple[ClaimsPath, ...]:
        """What the other side will see about the holder when it is shown these claims, members of groups one by one."""
        ...


def holder_of(holders: Sequence[Holder], is_bound_to: Callable[[Holder], bool]) -> Holder:
    """Find whose key a credential is bound to.

    Raises:
        WalletRefuses: none of these.
    """
    for holder in holders:
        if is_bound_to(holder):
            return holder
    raise WalletRefuses("not-for-this-holder", "the credential is bound to another key")
