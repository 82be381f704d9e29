"""`vc+sd-jwt`: a credential of the W3C data model as an SD-JWT, presented with Key Binding (VC-JOSE-COSE section 3.2).

OpenID4VCI and OpenID4VP have no identifier for this format; ours is its media type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import CredentialError, SdJwtError
from credentials.jose.jwt_claims import judge_age
from credentials.keys.jwk import thumbprint
from credentials.sd_jwt.key_binding import verify_key_binding
from credentials.vc_jose.sd_token import parse
from credentials.vc_jose.secured_token import VC_SD_JWT
from credentials.verification.checks.proof import UnprovenError, ending_of
from credentials.verification.formats.vc_jwt import Carried, show_token
from credentials.verification.shown import Presented, ShownPresentation
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.vc_jose.sd_token import SecuredSdToken
    from credentials.verification.evidence import Evidence
    from credentials.verification.formats.holder import Holder
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential

FORMAT = VC_SD_JWT

_LONGEST_AGE = 600
"""How many seconds ago the holder may have signed; the nonce says which question is answered, and for how long."""


def read_credential(
    document: object, *, policy: CredentialPolicy, contexts: ContextSet
) -> tuple[Check, ShownCredential | None]:
    """Read a secured credential; see `credentials.verification.shown.ReadCredential`."""
    carried = read_carried(document, policy=policy, contexts=contexts)
    return carried.shape, carried.shown


def read_carried(document: object, *, policy: CredentialPolicy, contexts: ContextSet) -> Carried:
    """Read a secured credential together with whom it was issued to; nobody has signed yet that it is shown."""
    try:
        secured = parse(document)
        if secured.sd_jwt.key_binding_jwt is not None:
            raise SdJwtError("a presentation in place of a credential")
        return show_token(secured.token, policy=policy, contexts=contexts)
    except CredentialError as error:
        return Carried(Check(CheckName.SHAPE, "credential-malformed", error.detail))


def read_presentation(
    document: object, *, policy: CredentialPolicy, contexts: ContextSet
) -> tuple[Check, ShownPresentation | None]:
    """Read a credential with a Key Binding JWT; see `credentials.verification.shown.ReadPresentation`."""
    try:
        secured = parse(document)
        shape, shown, holder = show_token(secured.token, policy=policy, contexts=contexts)
    except CredentialError as error:
        return Check(CheckName.SHAPE, "presentation-malformed", error.detail), None
    return shape, ShownPresentation(shown, KeyBound(secured, holder)) if shown else None


@dataclass(frozen=True, slots=True)
class KeyBound:
    """The holder's signature under what is shown."""

    secured: SecuredSdToken
    holder: Holder

    def judge(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> tuple[Check, Presented | None]:  # noqa: ARG002
        """Judge the holder's signature; see `credentials.verification.shown.PresentationProof`."""
        try:
            presented = self._verify(policy, now)
        except UnprovenError as unproven:
            return unproven.as_check(CheckName.PRESENTATION_PROOF), None
        return Check(CheckName.PRESENTATION_PROOF, "presentation-proven"), presented

    def judge_binding(self, presented: Presented) -> Check:
        """Compare the key that signed with the one to whom the credential was issued."""
        return self.holder.judge(presented, claimed=None)

    def _verify(self, policy: CredentialPolicy, now: int) -> Presented:
        key = self.holder.key
        if key is None:
            raise UnprovenError("presentation-key-not-found")
        try:
            binding = verify_key_binding(
                self.secured.sd_jwt, key, hash_name=self.secured.hash_name, algorithms=policy.jose_algorithms
            )
            judge_age({"iat": binding.issued_at}, now=now, longest=_LONGEST_AGE, clock_skew=policy.clock_skew)
        except CredentialError as error:
            raise UnprovenError(f"presentation-{ending_of(error)}", error.code) from error
        return Presented(thumbprint(key), binding.nonce, (binding.audience,))
