"""The keys of each office: made at the first start, used through the keyring, published in its DID document.

The keyring's owner is the office, so no office can sign with another one's key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from credentials.did import did_web
from credentials.keys.jwk import render_public_jwk
from plumbing.keyring.port import KeyState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credentials.keys.algorithm import Algorithm
    from credentials.strict_json import JsonObject
    from credentials.to_be_signed import ToBeSigned
    from issuer.offices.office import Office
    from plumbing.keyring.port import KeyInfo, Keyring

T = TypeVar("T")

PURPOSE = "assertion"
DID_MAX_AGE_SECONDS = 300
"""How long caches may keep an office's DID document."""


def algorithms_in_use(office: Office, keys: Iterable[KeyInfo]) -> tuple[Algorithm, ...]:
    """What an office signs with: for the forms of its cards, and for lists of forms that it issues no more."""
    of_keys = (key.public_key.algorithm for key in keys if key.purpose == PURPOSE and key.state is KeyState.ACTIVE)
    return tuple(dict.fromkeys([*office.algorithms, *of_keys]))


class OfficeKeys:
    """Signs for offices and says with which keys."""

    def __init__(self, *, keyring: Keyring) -> None:
        self._keyring = keyring

    async def signing_key(self, office: Office, algorithm: Algorithm) -> KeyInfo:
        """The key that this office signs with at present; made at the first call in the life of the deployment."""
        return await self._keyring.ensure(
            owner=office.id, purpose=PURPOSE, seconds=office.key_seconds, algorithm=algorithm
        )

    async def signing_keys(self, office: Office) -> list[KeyInfo]:
        """The keys that this office signs with at present, one for each algorithm in use."""
        algorithms = algorithms_in_use(office, await self.of_office(office))
        return [await self.signing_key(office, algorithm) for algorithm in algorithms]

    async def of_office(self, office: Office) -> list[KeyInfo]:
        """All signing keys that this office ever had, the oldest first."""
        return [key for key in await self._keyring.keys(owner=office.id) if key.purpose == PURPOSE]

    @staticmethod
    def verification_method(office: Office, key: KeyInfo) -> str:
        """The DID URL under which the office's DID document shows this key."""
        return f"{office.did}#{key.key_id}"

    async def sign(self, office: Office, key: KeyInfo, prepared: ToBeSigned[T]) -> T:
        """Sign what a format prepared."""
        return prepared.attach(
            await self._keyring.sign(owner=office.id, key_id=key.key_id, data=prepared.signing_input)
        )

    async def jwt_vc_issuer(self, office: Office) -> JsonObject:
        """The office as an issuer of SD-JWT VCs: its address and the keys of its DID document, by the same names.

        SD-JWT VC (draft 13) section 5, JWT VC Issuer Metadata.
        """
        keys = [
            {
                **render_public_jwk(key.public_key),
                "kid": self.verification_method(office, key),
                "alg": key.public_key.algorithm.jose_name,
                "use": "sig",
            }
            for key in await self._shown(office)
        ]
        return {"issuer": office.identifier, "jwks": {"keys": keys}}

    async def did_document(self, office: Office) -> JsonObject:
        """The DID document of the office: its keys for making credentials, the next and the retired ones included.

        A key that is marked compromised is left out: nothing it signed is to be believed.
        """
        methods = [
            did_web.Method(key.key_id, key.public_key, ("assertionMethod",)) for key in await self._shown(office)
        ]
        return did_web.build_document(office.did, methods)

    async def _shown(self, office: Office) -> list[KeyInfo]:
        return [key for key in await self.of_office(office) if key.state is not KeyState.COMPROMISED]
