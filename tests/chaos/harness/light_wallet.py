"""A wallet that is quick rather than careful: it signs as the protocols say and believes whatever it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.data_integrity.secure import prepare
from credentials.jose import jws
from credentials.strict_json import render
from tests.chaos.harness.ahead_time import machine_now
from wallet_sim.forms.ldp_vc import V2
from wallet_sim.holder import SEED_BYTES, Holder
from wallet_sim.receive import PROOF_TYP

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject


class LightWallet:
    """One holder."""

    def __init__(self, random: Random, contexts: ContextSet, *, now: Callable[[], int] = machine_now) -> None:
        self._holder = Holder(random.randbytes(SEED_BYTES))
        self._contexts = contexts
        self._now = now

    @property
    def did(self) -> str:
        """Who the holder is."""
        return self._holder.did

    def key_proof(self, *, audience: str, nonce: str) -> str:
        """Prove the holder's key to an issuer (OpenID4VCI 1.0 appendix F.1)."""
        header = {"typ": PROOF_TYP, "alg": "EdDSA", "kid": self._holder.verification_method}
        prepared = jws.prepare(header, render({"aud": audience, "iat": self._now(), "nonce": nonce}))
        return prepared.attach(self._holder.sign(prepared.signing_input))

    def presentation(self, card: JsonObject, *, audience: str, nonce: str) -> JsonObject:
        """Secure a presentation of one card (OpenID4VP 1.0 appendix B.1.3)."""
        prepared = prepare(
            {
                "@context": [V2],
                "type": ["VerifiablePresentation"],
                "holder": self.did,
                "verifiableCredential": [card],
            },
            cryptosuite="eddsa-rdfc-2022",
            verification_method=self._holder.verification_method,
            proof_purpose="authentication",
            created=self._now(),
            contexts=self._contexts,
            domain=audience,
            challenge=nonce,
        )
        return prepared.attach(self._holder.sign(prepared.signing_input))
