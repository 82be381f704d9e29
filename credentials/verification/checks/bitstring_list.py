"""A place in a Bitstring Status List, itself a credential of the same issuer (Bitstring Status List 1.0, 3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.formats import FORMATS
from credentials.status.bitstring_entry import TELLING
from credentials.status.bitstring_status_list import read_status
from credentials.verification.checks.validity_period import judge_validity_period
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.status.bitstring_entry import StatusEntry
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy
    from credentials.verification.shown import ShownCredential

_LONGEST_MESSAGE = 100
_SET = {"revocation": "revoked", "suspension": "suspended"}


def judge_bitstring_list(
    received: object, entry: StatusEntry, issuer: str, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> Check:
    """Judge the list that was received from the address of an entry, and what it says of the entry's place."""
    name = CheckName.STATUS
    # Text is a token: the list is a credential, and secured in one of the ways in which credentials are.
    read = FORMATS["vc+jwt" if isinstance(received, str) else "ldp_vc"].read_credential
    shape, listed = read(received, policy=policy, contexts=evidence.contexts)
    if listed is None:
        return Check(name, "status-list-malformed", shape.code)
    # 1. Another list of the same issuer, shown in place of this one, would be well signed: its id must be the address.
    if listed.issuer != issuer or listed.claims.get("id") != entry.list_url:
        return Check(name, "status-list-not-proven", entry.purpose)
    # 2. Signed by the credential's own issuer (SECURITY S-05).
    proof, proven = listed.proof.judge(policy=policy, evidence=evidence, now=now)
    if proven is None:
        return Check(name, "status-list-not-proven", proof.detail or proof.code)
    # 3. Not an old list, put back into place.
    if not judge_validity_period(listed, clock_skew=policy.clock_skew, now=now).passed:
        return Check(name, "status-list-outdated", entry.purpose)
    # 4. For this purpose, long enough, and nothing at this place that takes the validity away.
    return _judge_place(listed, entry)


def _judge_place(listed: ShownCredential, entry: StatusEntry) -> Check:
    name = CheckName.STATUS
    try:
        value = read_status(listed.claims, entry)
    except CredentialError as error:
        return Check(name, "status-list-malformed", error.code)
    if entry.invalidates(value):
        return Check(name, _SET[entry.purpose], entry.purpose)
    return Check(name, "status-good", _tell(entry, value) if entry.purpose in TELLING else "")


def _tell(entry: StatusEntry, value: int) -> str:
    return f"{entry.purpose} {value:#x}: {entry.messages[value][:_LONGEST_MESSAGE]}"
