"""Status: neither revoked nor suspended, on a list that the credential's own issuer has signed.

Bitstring Status List 1.0 section 3.2, after the credential itself is proven.
Every entry is judged and only 0 passes. A list that cannot be had, or is too old, leaves the check undecided, never
passed (DESIGN rule 1.1).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from credentials.did.did_web import folder_url
from credentials.errors import CredentialError, DidError, ModelError
from credentials.formats import FORMATS
from credentials.status.bitstring_status_list import parse_status_entry, read_status
from credentials.verification.evidence import Unavailable
from credentials.verification.outcome import Outcome
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.status.bitstring_status_list import StatusEntry
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential

_SET = {"revocation": "revoked", "suspension": "suspended"}
# Plain segments only: `..`, an empty segment or an escaped slash could lead out of the folder again.
_PLACE_IN_FOLDER = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")


def judge_status(credential: ShownCredential, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> Check:
    """Judge all entries of a proven credential; what failed outweighs what is undecided."""
    name = CheckName.STATUS
    if not credential.status_entries:
        return Check(name, "status-missing" if policy.status_required else "no-status")
    checks = [
        _judge_entry(entry, credential.issuer, policy=policy, evidence=evidence, now=now)
        for entry in credential.status_entries
    ]
    for outcome in (Outcome.FAILED, Outcome.UNDECIDED):
        for check in checks:
            if check.outcome is outcome:
                return check
    return Check(name, "status-good")


def is_address_of_issuer(list_url: str, issuer: str) -> bool:
    """Whether an address lies in the folder that the issuer's did:web speaks for."""
    try:
        folder = folder_url(issuer)
    except DidError:
        return False
    return list_url.startswith(folder) and _PLACE_IN_FOLDER.fullmatch(list_url.removeprefix(folder)) is not None


def _judge_entry(written: object, issuer: str, *, policy: CredentialPolicy, evidence: Evidence, now: int) -> Check:
    name = CheckName.STATUS
    try:
        entry = parse_status_entry(written)
    except ModelError as error:
        return Check(name, "status-entry-malformed", error.code)
    if not is_address_of_issuer(entry.list_url, issuer):
        return Check(name, "status-list-not-of-issuer", entry.purpose)
    received = evidence.status_lists.get(entry.list_url)
    if received is None or isinstance(received, Unavailable):
        return Check(name, "status-list-unavailable", entry.purpose)
    shape, listed = FORMATS["ldp_vc"].read_credential(received, policy=policy, contexts=evidence.contexts)
    if listed is None:
        return Check(name, "status-list-malformed", shape.detail)
    return _judge_list(listed, entry, issuer, policy=policy, evidence=evidence, now=now)


def _judge_list(
    listed: ShownCredential, entry: StatusEntry, issuer: str, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> Check:
    name = CheckName.STATUS
    # 1. Another list of the same issuer, shown in place of this one, would be well signed: its id must be the address.
    if listed.issuer != issuer or listed.claims.get("id") != entry.list_url:
        return Check(name, "status-list-not-proven", entry.purpose)
    # 2. Signed by the credential's own issuer (SECURITY S-05).
    proof, _ = listed.proof.judge(policy=policy, evidence=evidence, now=now)
    if not proof.passed:
        return Check(name, "status-list-not-proven", proof.detail or proof.code)
    # 3. Not an old list, put back into place.
    if listed.valid_until is not None and now > listed.valid_until + policy.clock_skew:
        return Check(name, "status-list-outdated", entry.purpose)
    if listed.valid_from is not None and now < listed.valid_from - policy.clock_skew:
        return Check(name, "status-list-outdated", entry.purpose)
    # 4. For this purpose, long enough, and 0 at this place.
    try:
        status = read_status(listed.claims, entry)
    except CredentialError as error:
        return Check(name, "status-list-malformed", error.code)
    return Check(name, "status-good" if status == 0 else _SET[entry.purpose], entry.purpose)
