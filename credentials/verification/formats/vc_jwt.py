"""`vc+jwt`: a credential of the W3C data model as the payload of a signed token (VC-JOSE-COSE section 3.1).

OpenID4VCI and OpenID4VP have no identifier for this format; ours is its media type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from credentials.errors import CredentialError, KeyMaterialError
from credentials.keys.jwk import parse_public_jwk
from credentials.model.credential import parse_credential
from credentials.model.version import DataModel
from credentials.vc_jose.secured_token import VC_JWT, parse
from credentials.verification.checks.proof import UnprovenError, ending_of, key_of_token
from credentials.verification.formats.holder import NOBODY, Holder
from credentials.verification.formats.vcdm import show_credential
from credentials.verification.shown import Signed
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject
    from credentials.vc_jose.secured_token import SecuredToken
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential

FORMAT = VC_JWT
DATA_MODELS = frozenset({DataModel.V2_0})
"""What is inside of these tokens; version 1.1 has another mapping, which is not read."""


class Carried(NamedTuple):
    """A credential that a presentation carries in an envelope: the check `shape`, and what was read if it passed."""

    shape: Check
    shown: ShownCredential | None = None
    holder: Holder = NOBODY


def read_credential(
    document: object, *, policy: CredentialPolicy, contexts: ContextSet
) -> tuple[Check, ShownCredential | None]:
    """Read a secured credential; see `credentials.verification.shown.ReadCredential`."""
    carried = read_carried(document, policy=policy, contexts=contexts)
    return carried.shape, carried.shown


def read_carried(document: object, *, policy: CredentialPolicy, contexts: ContextSet) -> Carried:
    """Read a secured credential together with whom it was issued to."""
    try:
        return show_token(parse(document, typ=VC_JWT), policy=policy, contexts=contexts)
    except CredentialError as error:
        return Carried(Check(CheckName.SHAPE, "credential-malformed", error.detail))


def show_token(
    token: SecuredToken, *, policy: CredentialPolicy, contexts: ContextSet, in_part: bool = False
) -> Carried:
    """The credential in a token as the engine sees it; `in_part` where its holder may have left something out.

    Raises:
        ModelError: when it breaks the rules of the data model.
        KeyMaterialError: when the token confirms a holder (`cnf`) by anything but one key.
    """
    credential = parse_credential(token.document, data_models=policy.data_models & DATA_MODELS)
    holder = Holder.of(credential, _confirmed_key(token.claims))
    signed = TokenSigned(token, credential.issuer)
    shape, shown = show_credential(credential, signed, contexts=contexts, in_part=in_part)
    return Carried(shape, shown, holder)


@dataclass(frozen=True, slots=True)
class TokenSigned:
    """The issuer's signature under the whole token."""

    token: SecuredToken
    issuer: str

    def judge(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> tuple[Check, Signed | None]:
        """Judge the issuer's signature; see `credentials.verification.shown.CredentialProof`."""
        try:
            key = key_of_token(self.token.header, self.token.key_id, self.issuer, evidence=evidence, now=now)
            verify_token(self.token, key, "credential", policy=policy, now=now)
        except UnprovenError as unproven:
            return unproven.as_check(CheckName.CREDENTIAL_PROOF), None
        return Check(CheckName.CREDENTIAL_PROOF, "credential-proven"), Signed(self.token.signed_at)


def verify_token(token: SecuredToken, key: PublicKey, owner: str, *, policy: CredentialPolicy, now: int) -> None:
    """Verify a token, with refusals in the words of the findings for its owner: "credential" or "presentation".

    Raises:
        UnprovenError: when it is not verified.
    """
    try:
        token.verify(key, algorithms=policy.jose_algorithms, now=now, clock_skew=policy.clock_skew)
    except CredentialError as error:
        raise UnprovenError(f"{owner}-{ending_of(error)}", error.code) from error


def _confirmed_key(claims: JsonObject) -> PublicKey | None:
    """The key in `cnf` (RFC 7800); None where the token confirms none."""
    if "cnf" not in claims:
        return None
    confirmation = claims["cnf"]
    if not isinstance(confirmation, dict) or not isinstance(confirmation.get("jwk"), dict):
        raise KeyMaterialError("a token confirms its holder by one key (cnf with jwk)")
    return parse_public_jwk(confirmation["jwk"])
