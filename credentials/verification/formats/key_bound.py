"""Key Binding: the holder of the key to which an SD-JWT is bound has signed what is shown (RFC 9901 section 7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import CredentialError, JwsError, KeyBindingError, TokenClaimError
from credentials.jose.jwt_claims import judge_age
from credentials.keys.jwk import thumbprint
from credentials.sd_jwt.key_binding import verify_key_binding
from credentials.verification.checks.proof import UnprovenError, ending_of
from credentials.verification.shown import Presented
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from credentials.sd_jwt.compact import SdJwt
    from credentials.sd_jwt.key_binding import KeyBinding
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy

LONGEST_AGE = 3600
"""In seconds. Freshness comes from the nonce; this refuses what was signed in store for another day."""


@dataclass(frozen=True, slots=True)
class KeyBound:
    """The holder's Key Binding JWT.

    Attributes:
        sd_jwt: as it was shown.
        hash_name: of the hash that its digests are made with.
        holder_key: the key to which the issuer has bound it; None where it is bound to nobody.
    """

    sd_jwt: SdJwt
    hash_name: str
    holder_key: PublicKey | None

    def judge(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> tuple[Check, Presented | None]:  # noqa: ARG002 - the key stands in the credential
        """Judge the holder's signature; see `credentials.verification.shown.PresentationProof`."""
        name = CheckName.PRESENTATION_PROOF
        if self.holder_key is None:
            return Check(name, "bound-to-nobody"), None
        try:
            binding = self._verify(self.holder_key, policy, now)
        except UnprovenError as unproven:
            return unproven.as_check(name), None
        presented = Presented(thumbprint(self.holder_key), binding.nonce, (binding.audience,))
        return Check(name, "presentation-proven"), presented

    def judge_binding(self, presented: Presented) -> Check:
        """Compare the key that signed with the one to which the credential is bound."""
        bound = self.holder_key is not None and presented.by == thumbprint(self.holder_key)
        return Check(CheckName.HOLDER_BINDING, "holder-bound" if bound else "holder-not-subject")

    def _verify(self, key: PublicKey, policy: CredentialPolicy, now: int) -> KeyBinding:
        try:
            binding = verify_key_binding(self.sd_jwt, key, hash_name=self.hash_name, algorithms=policy.jose_algorithms)
            judge_age({"iat": binding.issued_at}, now=now, longest=LONGEST_AGE, clock_skew=policy.clock_skew)
        except (KeyBindingError, JwsError, TokenClaimError) as error:
            raise UnprovenError("presentation-proof-malformed", error.code) from error
        except CredentialError as error:
            raise UnprovenError(f"presentation-{ending_of(error)}", error.code) from error
        return binding
