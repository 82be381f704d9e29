"""The seam of the engine: what every format makes of a document, so that the checks are the same for all of them.

A format reads a document into facts and into proofs. The facts are plain values that every check shares; the proofs are
the format's own, and it alone can judge them. The numbered steps of `judge_credential` and `judge_presentation` look at
nothing else, so a format cannot leave a check out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from credentials.dcql.claims_path import ClaimsPath
    from credentials.jsonld.context_set import ContextSet
    from credentials.sd_jwt_vc.credential import SdJwtVc
    from credentials.strict_json import JsonObject
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.verdict import Check


@dataclass(frozen=True, slots=True)
class Signed:
    """The issuer's proof holds.

    Attributes:
        at: when the issuer says that it signed, in UTC seconds; None where the proof does not say it.
    """

    at: int | None


@dataclass(frozen=True, slots=True)
class Presented:
    """The presenter's proof holds.

    Attributes:
        by: whose key made it: a DID, or the RFC 7638 thumbprint of a key without one.
        nonce: which question it answers.
        audience: for whom it was made.
    """

    by: str
    nonce: str | None
    audience: tuple[str, ...]


class CredentialProof(Protocol):
    """How the issuer has secured a credential."""

    def judge(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> tuple[Check, Signed | None]:
        """Whether a key of the credential's issuer signed the whole of what is shown: the check `credential-proof`.

        The key stands in evidence under the issuer, or under an anchor of the policy, and never in the document.
        """
        ...


class PresentationProof(Protocol):
    """How a presenter has secured a presentation."""

    def judge(self, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> tuple[Check, Presented | None]:
        """Whether the presenter's key signed the whole of what is shown: the check `presentation-proof`.

        For whom, and in answer to what, is compared by the engine.
        """
        ...

    def judge_binding(self, presented: Presented) -> Check:
        """Whether the presenter is the one of whom the credential speaks: the check `holder-binding`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCredential:
    """A credential that could be read; nothing of it is proven.

    Attributes:
        issuer: who claims to have issued it, as the registry names entities.
        types: as IRIs (`vct` for formats that have one).
        claims: everything that is shown, as claims paths and schemas see it.
        valid_from: UTC seconds.
        valid_until: UTC seconds.
        status_entries: as written: the objects of `credentialStatus`, or the claim `status` of a token as the only one.
        schemas: as written, each with `id` and `type`.
        proof: how it is secured.
        facts: where it says something about its holder: claims paths of what a holder might rather have withheld, the
            members of a group one by one.
        in_part: whether its holder may have left out what its issuer did not make mandatory.
        sd_jwt_vc: its claims with what was concealed, where the metadata of its type prescribe them, and not schemas.
    """

    issuer: str
    types: frozenset[str]
    claims: JsonObject
    valid_from: int | None
    valid_until: int | None
    status_entries: tuple[JsonObject, ...]
    schemas: tuple[JsonObject, ...]
    proof: CredentialProof
    facts: tuple[ClaimsPath, ...]
    in_part: bool = False
    sd_jwt_vc: SdJwtVc | None = None


@dataclass(frozen=True, slots=True)
class ShownPresentation:
    """A presentation of exactly one credential that could be read; nothing of it is proven.

    One query is answered by one credential in one presentation: then nothing of a second one, of another holder
    perhaps, can be taken for the first (SECURITY V-11).

    Attributes:
        credential: what is shown.
        proof: how the presenter has secured it.
        bound: whether the credential names a holder at all, for formats in which nobody else can prove to present it.
    """

    credential: ShownCredential
    proof: PresentationProof
    bound: bool = True


class ReadCredential(Protocol):
    """How a format reads a credential."""

    def __call__(
        self, document: object, *, policy: CredentialPolicy, contexts: ContextSet
    ) -> tuple[Check, ShownCredential | None]:
        """The check `shape`, and what was read where it has passed.

        Args:
            document: as received: JSON for formats that are JSON, text for those that are tokens; anything may come.
            policy: what the caller accepts.
            contexts: the only JSON-LD contexts that may be used.
        """
        ...


class ReadPresentation(Protocol):
    """How a format reads a presentation."""

    def __call__(
        self, document: object, *, policy: CredentialPolicy, contexts: ContextSet
    ) -> tuple[Check, ShownPresentation | None]:
        """The check `shape`, and what was read where it has passed; arguments as for `ReadCredential`."""
        ...
