"""Status: neither revoked nor suspended, on a list that the credential's own issuer has signed.

Judged after the credential itself is proven; by the own rules of each of the two codecs, because the lists have nothing
in common but their purpose. Every entry is judged; of those that can take validity away only 0 passes, what others tell
stands in the detail. A list that cannot be had, or is too old, leaves
the check undecided, never passed (DESIGN rule 1.1).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from credentials.did.did_web import folder_url
from credentials.errors import DidError, ModelError
from credentials.status.bitstring_entry import TELLING, StatusEntry, parse_status_entry
from credentials.status.token_status_list import TokenStatusEntry, parse_status_claim
from credentials.verification.checks.bitstring_list import judge_bitstring_list
from credentials.verification.checks.token_list import judge_token_list
from credentials.verification.evidence import Unavailable
from credentials.verification.outcome import Outcome
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential

# Plain segments only: `..`, an empty segment or an escaped slash could lead out of the folder again.
_PLACE_IN_FOLDER = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")


def judge_status(credential: ShownCredential, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> Check:
    """Judge all entries of a proven credential; what failed outweighs what is undecided.

    Where a status is required, one that only tells something (`message`, `refresh`) is none: nobody could revoke by it.
    """
    name = CheckName.STATUS
    if policy.status_required and not any(map(_may_invalidate, credential.status_entries)):
        return Check(name, "status-missing")
    if not credential.status_entries:
        return Check(name, "no-status")
    checks = [
        _judge_entry(entry, credential.issuer, policy=policy, evidence=evidence, now=now)
        for entry in credential.status_entries
    ]
    for outcome in (Outcome.FAILED, Outcome.UNDECIDED):
        for check in checks:
            if check.outcome is outcome:
                return check
    return Check(name, "status-good", "; ".join(check.detail for check in checks if check.detail))


def parse_entry(written: JsonObject) -> StatusEntry | TokenStatusEntry:
    """Read a status entry of either kind; those of the W3C data model say their type, the claim of a token has none.

    Raises:
        ModelError: of neither kind, of both (every reader would look at another list), or malformed.
    """
    if "type" not in written:
        return parse_status_claim(written)
    if "status_list" in written:
        raise ModelError("a status entry has a type or is the claim of a token, and never both")
    return parse_status_entry(written)


def is_address_of_issuer(list_url: str, issuer: str) -> bool:
    """Whether an address lies in the folder that the issuer's did:web speaks for."""
    try:
        folder = folder_url(issuer)
    except DidError:
        return False
    return list_url.startswith(folder) and _PLACE_IN_FOLDER.fullmatch(list_url.removeprefix(folder)) is not None


def _may_invalidate(written: JsonObject) -> bool:
    return written.get("statusPurpose") not in tuple(TELLING)


def _judge_entry(written: JsonObject, issuer: str, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> Check:
    name = CheckName.STATUS
    try:
        entry = parse_entry(written)
    except ModelError as error:
        return Check(name, "status-entry-malformed", error.code)
    if not is_address_of_issuer(entry.list_url, issuer):
        return Check(name, "status-list-not-of-issuer")
    received = evidence.status_lists.get(entry.list_url)
    if received is None or isinstance(received, Unavailable):
        return Check(name, "status-list-unavailable")
    if isinstance(entry, TokenStatusEntry):
        return judge_token_list(received, entry, issuer, policy=policy, evidence=evidence, now=now)
    return judge_bitstring_list(received, entry, issuer, policy=policy, evidence=evidence, now=now)
