"""`vc+sd-jwt`: a credential of the W3C data model as an SD-JWT, presented with Key Binding (VC-JOSE-COSE section 3.2).

OpenID4VCI and OpenID4VP have no identifier for this format; ours is its media type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import CredentialError, SdJwtError
from credentials.vc_jose.sd_token import parse
from credentials.vc_jose.secured_token import VC_SD_JWT
from credentials.verification.formats.key_bound import KeyBound
from credentials.verification.formats.vc_jwt import Carried, show_token
from credentials.verification.shown import ShownPresentation
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.verification.formats.holder import Holder
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import Presented, ShownCredential

FORMAT = VC_SD_JWT


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
        return show_token(secured.token, policy=policy, contexts=contexts, in_part=secured.in_part)
    except CredentialError as error:
        return Carried(Check(CheckName.SHAPE, "credential-malformed", error.detail))


def read_presentation(
    document: object, *, policy: CredentialPolicy, contexts: ContextSet
) -> tuple[Check, ShownPresentation | None]:
    """Read a credential with a Key Binding JWT; see `credentials.verification.shown.ReadPresentation`."""
    try:
        secured = parse(document)
        shape, shown, holder = show_token(secured.token, policy=policy, contexts=contexts, in_part=secured.in_part)
    except CredentialError as error:
        return Check(CheckName.SHAPE, "presentation-malformed", error.detail), None
    proof = HolderBound(secured.sd_jwt, secured.hash_name, holder.key, holder)
    return shape, ShownPresentation(shown, proof, bound=holder.key is not None) if shown else None


@dataclass(frozen=True, slots=True)
class HolderBound(KeyBound):
    """The holder's Key Binding JWT on a credential that has a subject, too."""

    holder: Holder

    def judge_binding(self, presented: Presented) -> Check:
        """Compare the key that signed with the one to which the credential is bound, and that with its subject."""
        return self.holder.judge(presented, claimed=None)
