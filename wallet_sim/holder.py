"""A key of the holder and the DID it is known by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from credentials.did import did_jwk, did_key
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.keys.public_key import PublicKey

SEED_BYTES = 32
DidMethod = Literal["did:jwk", "did:key"]


class Holder:
    """A person as one key: whoever has the key is the holder.

    Attributes:
        did: `did:jwk` or `did:key` of the public key.
        verification_method: The DID URL of the key, used as `kid` and in proofs.
    """

    def __init__(self, seed: bytes, *, method: DidMethod = "did:jwk", algorithm: Algorithm = Algorithm.ED25519) -> None:
        self._key = PrivateKey.from_seed(seed, algorithm)
        identify = did_jwk if method == "did:jwk" else did_key
        self.did = identify.render_did(self._key.public_key)
        self.verification_method = identify.verification_method(self.did)

    @property
    def public_key(self) -> PublicKey:
        """The key that others see."""
        return self._key.public_key

    def sign(self, data: bytes) -> bytes:
        """Sign with the holder's key."""
        return self._key.sign(data)


class Holders:
    """Makes keys for one person, a new one for every copy of every card."""

    def __init__(
        self, *, take_entropy: Callable[[int], bytes], method: DidMethod, algorithm: Algorithm | None = None
    ) -> None:
        self._take_entropy = take_entropy
        self._method = method
        self._algorithm = algorithm

    def new(self, usual: Algorithm = Algorithm.ED25519) -> Holder:
        """Make a key; of the usual algorithm unless this person wants another."""
        algorithm = self._algorithm or usual
        return Holder(self._take_entropy(algorithm.seed_length), method=self._method, algorithm=algorithm)
