"""What must be fetched before a Verdict, in two rounds, each bound to what is already proven (DESIGN section 3).

A stranger who posts a document must not make this service fetch from an address of his choice (SECURITY N-01). So round
1 names only issuers that the registry knows for this type, and round 2 only status lists of credentials whose proof has
passed, at addresses in the folder that the issuer's own did:web speaks for. Contexts and schemas are in no round: they
belong to the accepted type and come by their digest, whatever the document names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.did.static import document_of
from credentials.errors import DidError, ModelError
from credentials.model.presentation import parse_presentation
from credentials.status.bitstring_status_list import parse_status_entry
from credentials.verification.checks.shape import judge_presentation_shape
from credentials.verification.checks.status import is_address_of_issuer
from credentials.verification.evidence import Standing, Unavailable
from credentials.verification.judge_credential import judge_origin

if TYPE_CHECKING:
    from credentials.model.credential import Credential
    from credentials.verification.evidence import Evidence, TrustAnswers
    from credentials.verification.policy import CredentialPolicy


def controllers_needed(
    document: object, *, policy: CredentialPolicy, trust: TrustAnswers | Unavailable, now: int
) -> frozenset[str]:
    """Round 1: the DIDs whose documents must be fetched to judge a presentation.

    Empty for a presentation that cannot be read, for issuers that the registry does not name for the accepted type,
    and for DIDs that carry their document in their name.
    """
    if isinstance(trust, Unavailable):
        return frozenset()
    try:
        issuers = {credential.issuer for credential in parse_presentation(document).credentials}
    except ModelError:
        return frozenset()
    return frozenset(
        issuer
        for issuer in issuers
        if trust.standing(entity=issuer, action="issue", credential_type=policy.credential_type, at=now)
        is not Standing.NOT_LISTED
        and _must_be_fetched(issuer)
    )


def status_lists_needed(document: object, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> frozenset[str]:
    """Round 2: the addresses of the status lists that must be fetched to judge a presentation.

    Args:
        document: the presentation.
        policy: what the verifier accepts.
        evidence: of round 1.
        now: UTC seconds.
    """
    _, _, shown = judge_presentation_shape(document, contexts=evidence.contexts)
    if shown is None:
        return frozenset()
    origin = judge_origin(shown, policy=policy, evidence=evidence, now=now)
    if origin.proven is None or not origin.issuer_trusted.passed:
        return frozenset()
    return _lists_of(shown.credential)


def _lists_of(credential: Credential) -> frozenset[str]:
    addresses = set()
    for written in credential.status_entries:
        try:
            entry = parse_status_entry(written)
        except ModelError:
            continue  # the Verdict says so; there is nothing to fetch
        if is_address_of_issuer(entry.list_url, credential.issuer):
            addresses.add(entry.list_url)
    return frozenset(addresses)


def _must_be_fetched(did: str) -> bool:
    try:
        return document_of(did) is None
    except DidError:
        return False
