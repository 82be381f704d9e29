"""A place in a Token Status List, a token of the same issuer (draft-ietf-oauth-status-list-20 section 8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.status.token_status_list import TokenStatus, parse_list_token
from credentials.verification.checks.proof import UnprovenError, key_of_token
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.status.token_status_list import StatusListToken, TokenStatusEntry
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy

_SAID: Mapping[int, str] = {
    TokenStatus.VALID: "status-good",
    TokenStatus.INVALID: "revoked",
    TokenStatus.SUSPENDED: "suspended",
}


def judge_token_list(
    received: object, entry: TokenStatusEntry, issuer: str, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> Check:
    """Judge the list that was received from the address of an entry, and what it says of the entry's place."""
    try:
        listed = _read_proven(received, entry, issuer, policy=policy, evidence=evidence, now=now)
        # VALID at this place; what has no meaning here is not good (SECURITY V-24).
        return Check(CheckName.STATUS, _SAID.get(listed.status_at(entry), "status-not-known"))
    except UnprovenError as unproven:
        return unproven.as_check(CheckName.STATUS)
    except CredentialError as error:
        return Check(CheckName.STATUS, "status-list-malformed", error.code)


def _read_proven(
    received: object, entry: TokenStatusEntry, issuer: str, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> StatusListToken:
    if not isinstance(received, str):
        raise UnprovenError("status-list-malformed")
    listed = parse_list_token(received)
    # 1. Another list of the same issuer, shown in place of this one, would be well signed: its sub must be the address.
    if listed.list_url != entry.list_url:
        raise UnprovenError("status-list-not-proven")
    # 2. Signed by the credential's own issuer (SECURITY S-05).
    try:
        key = key_of_token(listed.header, listed.key_id, issuer, evidence=evidence, now=now)
        listed.verify(key, algorithms=policy.jose_algorithms)
    except UnprovenError as unproven:
        raise UnprovenError("status-list-not-proven", unproven.code) from unproven
    except CredentialError as error:
        raise UnprovenError("status-list-not-proven", error.code) from error
    # 3. Not an old list, put back into place.
    if not listed.is_current(now=now, clock_skew=policy.clock_skew):
        raise UnprovenError("status-list-outdated")
    return listed
