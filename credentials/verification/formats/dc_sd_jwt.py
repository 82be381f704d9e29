"""`dc+sd-jwt`: SD-JWT VCs, presented with Key Binding (OpenID4VP 1.0 appendix B.3).

The issuer is an https address (`iss`). The registry knows it as the did:web of the same address, and its key stands in
the document of that DID under the header's `kid`: nothing else has to be fetched than for every other format. Or a
certificate in `x5c` names the address and holds the key; without `iss`, the certificate alone says who the issuer is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.dcql.claims_path import places_of
from credentials.did.did_web import did_from_url
from credentials.errors import CredentialError, DidError, ModelError, SdJwtError
from credentials.jose.x5c import read_x5c
from credentials.sd_jwt_vc.credential import ABOUT_THE_CARD, FORMAT
from credentials.sd_jwt_vc.verify import read_received, read_sd_jwt_vc
from credentials.verification.checks.proof import UnprovenError, ending_of, key_of_token
from credentials.verification.formats.key_bound import KeyBound
from credentials.verification.shown import ShownCredential, ShownPresentation, Signed
from credentials.verification.verdict import Check, CheckName
from credentials.x509.certificate import issuer_named

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.sd_jwt_vc.verify import ReadSdJwtVc
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy

__all__ = ["FORMAT", "read_credential", "read_presentation"]


def read_credential(
    document: object,
    *,
    policy: CredentialPolicy,  # noqa: ARG001 - there is one model
    contexts: ContextSet,  # noqa: ARG001 - and no JSON-LD
) -> tuple[Check, ShownCredential | None]:
    """Read a credential that nobody has signed to show it; see `credentials.verification.shown.ReadCredential`."""
    try:
        return Check(CheckName.SHAPE, "shape-understood"), _show(read_received(document))
    except CredentialError as error:
        return Check(CheckName.SHAPE, "credential-malformed", error.detail), None


def read_presentation(
    document: object,
    *,
    policy: CredentialPolicy,  # noqa: ARG001 - there is one model
    contexts: ContextSet,  # noqa: ARG001 - and no JSON-LD
) -> tuple[Check, ShownPresentation | None]:
    """Read a credential with the holder's signature; see `credentials.verification.shown.ReadPresentation`."""
    try:
        read = read_sd_jwt_vc(document)
        shown = _show(read)
    except SdJwtError as error:
        return Check(CheckName.SHAPE, "presentation-malformed", error.detail), None
    except CredentialError as error:
        return Check(CheckName.SHAPE, "credential-malformed", error.detail), None
    key = read.credential.holder_key
    presentation = ShownPresentation(shown, KeyBound(read.sd_jwt, read.hash_name, key), bound=key is not None)
    return Check(CheckName.SHAPE, "shape-understood"), presentation


@dataclass(frozen=True, slots=True)
class IssuerSigned:
    """The issuer's signature under an SD-JWT VC."""

    read: ReadSdJwtVc
    issuer: str

    def judge(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> tuple[Check, Signed | None]:
        """Judge the issuer's signature; see `credentials.verification.shown.CredentialProof`."""
        try:
            self._verify(policy=policy, evidence=evidence, now=now)
        except UnprovenError as unproven:
            return unproven.as_check(CheckName.CREDENTIAL_PROOF), None
        return Check(CheckName.CREDENTIAL_PROOF, "credential-proven"), Signed(self.read.credential.issued_at)

    def _verify(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> None:
        key = key_of_token(self.read.header, self.read.key_id, self.issuer, evidence=evidence, now=now)
        try:
            self.read.verify_issuer(key, algorithms=policy.jose_algorithms)
        except CredentialError as error:
            raise UnprovenError(f"credential-{ending_of(error)}", error.code) from error


def _show(read: ReadSdJwtVc) -> ShownCredential:
    credential = read.credential
    issuer = _entity_of(read)
    status = credential.claims.get("status")
    if "status" in credential.claims and not isinstance(status, dict):
        raise ModelError("the claim status is a JSON object")
    return ShownCredential(
        issuer=issuer,
        types=frozenset({credential.vct}),
        claims=credential.claims,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        status_entries=() if status is None else (status,),
        schemas=(),
        proof=IssuerSigned(read, issuer),
        facts=tuple(place for place in places_of(credential.claims) if place and place[0] not in ABOUT_THE_CARD),
        sd_jwt_vc=credential,
    )


def _entity_of(read: ReadSdJwtVc) -> str:
    """The registry's name of the issuer."""
    issuer = read.credential.issuer or issuer_named(read_x5c(read.header))
    if issuer is None:
        raise ModelError("the credential names no issuer (iss), and no certificate names one in its place")
    if read.credential.issuer is None and issuer.startswith("did:"):
        return issuer
    try:
        return did_from_url(issuer)
    except DidError as error:
        raise ModelError("the issuer (iss) is an address like https://host/path") from error
