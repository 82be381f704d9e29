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
from credentials.verification.checks.status import is_address_of_issuer, parse_entry
from credentials.verification.evidence import Standing, Unavailable
from credentials.verification.judge_credential import judge_origin

if TYPE_CHECKING:
    from credentials.verification.evidence import Evidence, TrustAnswers
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential


def controllers_needed(
    shown: ShownCredential, *, policy: CredentialPolicy, trust: TrustAnswers | Unavailable, now: int
) -> frozenset[str]:
    """Round 1: the DIDs whose documents must be fetched to judge a credential that could be read.

    Empty for an issuer that the registry does not name for the accepted type, and for one that carries its document in
    its name.
    """
    if isinstance(trust, Unavailable):
        return frozenset()
    standing = trust.standing(entity=shown.issuer, action="issue", credential_type=policy.credential_type, at=now)
    if standing is Standing.NOT_LISTED or not _must_be_fetched(shown.issuer):
        return frozenset()
    return frozenset({shown.issuer})


def status_lists_needed(
    shown: ShownCredential, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> frozenset[str]:
    """Round 2: the addresses of the status lists that must be fetched to judge a credential that could be read.

    Args:
        shown: as its format has read it.
        policy: what the verifier accepts.
        evidence: of round 1.
        now: UTC seconds.
    """
    origin = judge_origin(shown, policy=policy, evidence=evidence, now=now)
    if origin.proven is None or not origin.issuer_trusted.passed:
        return frozenset()
    return _lists_of(shown)


def _lists_of(shown: ShownCredential) -> frozenset[str]:
    addresses = set()
    for written in shown.status_entries:
        try:
            entry = parse_entry(written)
        except ModelError:
            continue  # the Verdict says so; there is nothing to fetch
        if is_address_of_issuer(entry.list_url, shown.issuer):
            addresses.add(entry.list_url)
    return frozenset(addresses)


def _must_be_fetched(did: str) -> bool:
    try:
        return document_of(did) is None
    except DidError:
        return False
