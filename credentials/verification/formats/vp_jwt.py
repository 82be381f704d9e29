"""`vp+jwt`: a presentation of one enveloped credential as the payload of a signed token (VC-JOSE-COSE section 3.1.2).

The question that it answers stands in the claim `nonce`, and for whom it was made in `aud`, as in every other token.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import CredentialError, ModelError
from credentials.jsonld.expanded_types import expanded_types
from credentials.model.credential import Credential
from credentials.model.enveloped import PRESENTATION, is_enveloped, parse_enveloped
from credentials.model.presentation import parse_presentation
from credentials.vc_jose.secured_token import VP_JWT, parse
from credentials.verification.checks.proof import UnprovenError, ending_of, key_of_presenter
from credentials.verification.formats.enveloped import read_enveloped
from credentials.verification.formats.vc_jwt import DATA_MODELS, verify_token
from credentials.verification.shown import Presented, ShownPresentation
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.vc_jose.secured_token import SecuredToken
    from credentials.verification.evidence import Evidence
    from credentials.verification.formats.holder import Holder
    from credentials.verification.policy import CredentialPolicy

MEDIA_TYPE = "application/vp+jwt"


def read_presentation(
    document: object, *, policy: CredentialPolicy, contexts: ContextSet
) -> tuple[Check, ShownPresentation | None]:
    """Read a presentation of exactly one credential, as a token or as a token in an envelope.

    See `credentials.verification.shown.ReadPresentation`.
    """
    try:
        token = parse(_unwrap(document), typ=VP_JWT)
        presentation = parse_presentation(token.document, data_models=policy.data_models & DATA_MODELS)
    except CredentialError as error:
        return Check(CheckName.SHAPE, "presentation-malformed", error.detail), None
    if len(presentation.credentials) != 1:
        return Check(CheckName.SHAPE, "credential-count-wrong"), None
    credential = presentation.credentials[0]
    if isinstance(credential, Credential):
        return Check(CheckName.SHAPE, "presentation-malformed", "a token carries its credential in an envelope"), None
    shape, shown, holder = read_enveloped(credential, policy=policy, contexts=contexts)
    claimed = presentation.holder or token.claims.get("iss")
    return shape, ShownPresentation(shown, PresentationSigned(token, claimed, holder)) if shown else None


@dataclass(frozen=True, slots=True)
class PresentationSigned:
    """The holder's signature under the whole token."""

    token: SecuredToken
    claimed: str | None
    holder: Holder

    def judge(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> tuple[Check, Presented | None]:
        """Judge the holder's signature; see `credentials.verification.shown.PresentationProof`."""
        try:
            did, key = key_of_presenter(self.token.key_id, now=now)
            verify_token(self.token, key, "presentation", policy=policy, now=now)
            self._judge_terms(evidence.contexts)
        except UnprovenError as unproven:
            return unproven.as_check(CheckName.PRESENTATION_PROOF), None
        claims = self.token.claims
        presented = Presented(did, claims.get("nonce"), _audience(claims.get("aud")))
        return Check(CheckName.PRESENTATION_PROOF, "presentation-proven"), presented

    def _judge_terms(self, contexts: ContextSet) -> None:
        """Refuse a presentation with terms that mean nothing here; a Data Integrity proof refuses them by itself."""
        try:
            expanded_types(self.token.document, contexts)
        except CredentialError as error:
            raise UnprovenError(f"presentation-{ending_of(error)}", error.code) from error

    def judge_binding(self, presented: Presented) -> Check:
        """Compare the key that signed with the one to whom the credential was issued, and with `holder`."""
        return self.holder.judge(presented, claimed=self.claimed)


def _unwrap(document: object) -> object:
    if not isinstance(document, dict) or not is_enveloped(document, PRESENTATION):
        return document
    enveloped = parse_enveloped(document)
    if enveloped.media_type != MEDIA_TYPE:
        raise ModelError("the envelope holds something that is not read here")
    return enveloped.content


def _audience(claim: object) -> tuple[str, ...]:
    return (claim,) if isinstance(claim, str) else ()
