"""A check and its states: waiting, opened, then exactly one end.

The words are those that officers and services read (waiting -> opened -> verified | rejected | declined | expired |
cancelled). `judging` is the moment between taking the wallet's answer and writing its Verdict; for everybody outside
the check is still open then.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from credentials.strict_json import parse

if TYPE_CHECKING:
    from credentials.dcql.claims_path import ClaimsPath
    from plumbing.database.port import Row


class CheckState(StrEnum):
    """Where a check stands."""

    WAITING = "waiting"
    OPENED = "opened"
    JUDGING = "judging"
    VERIFIED = "verified"
    REJECTED = "rejected"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One question to one wallet.

    Attributes:
        check_id: The service's handle; never shown to the wallet.
        relying_party: Id of the relying party that asks.
        request_id: The wallet's handle: in `request_uri`, in `response_uri`, and as `state` (OpenID4VP 1.0 section 5).
        purpose: Id of the purpose, as the registry's statement names it.
        credential_type: IRI of the credential type asked for.
        claims: What this check asks for of its purpose, as paths into a W3C credential; None for all of it.
        nonce: Fresh for this check (OpenID4VP 1.0 section 5.2).
        return_url: Where a wallet on the same device sends its holder back to; None for another device.
        state: As stored; use `state_at` for what is true at a moment.
        created: UTC seconds.
        expires: UTC seconds; no answer is taken from then on.
        finished: UTC seconds of the end, or None.
        result_sealed: Verdict and asked-for claims, sealed; None before the end and after the retention time.
        response_code_hash: SHA-256 of the code that releases the result of a same-device check; None once it has.
        keep_result_until: UTC seconds; from then on the result is erased.
        answer_key_sealed: The seed of the key to which the answer must be encrypted, sealed; None where a plain answer
            is taken, and once there can be no answer any more.
    """

    check_id: str
    relying_party: str
    request_id: str
    purpose: str
    credential_type: str
    claims: tuple[ClaimsPath, ...] | None
    nonce: str
    return_url: str | None
    state: CheckState
    created: int
    expires: int
    finished: int | None = None
    result_sealed: bytes | None = None
    response_code_hash: bytes | None = None
    keep_result_until: int | None = None
    answer_key_sealed: bytes | None = None

    def result_at(self, now: int) -> bytes | None:
        """The sealed result, as long as the purpose allows to keep it; the job that erases it may be a little late."""
        return self.result_sealed if self.keep_result_until is not None and now < self.keep_result_until else None

    def is_open_at(self, now: int) -> bool:
        """Whether an answer would still be taken at `now` (UTC seconds)."""
        return self.state in OPEN_STATES and now < self.expires

    def state_at(self, now: int) -> CheckState:
        """The state at `now` (UTC seconds): whoever has not answered in time has let the check expire."""
        if self.state in OPEN_STATES and now >= self.expires:
            return CheckState.EXPIRED
        if self.state is CheckState.JUDGING:
            # A process that died while judging leaves this behind; the answer is spent, so the check can only run out.
            return CheckState.EXPIRED if now >= self.expires else CheckState.OPENED
        return self.state


OPEN_STATES = frozenset({CheckState.WAITING, CheckState.OPENED})


def check_from_row(row: Row) -> Check:
    """Read a row of the table `checks`."""
    return Check(
        check_id=row["check_id"],
        relying_party=row["relying_party"],
        request_id=row["request_id"],
        purpose=row["purpose"],
        credential_type=row["credential_type"],
        claims=tuple(tuple(path) for path in parse(row["claims"])) if row["claims"] is not None else None,
        nonce=row["nonce"],
        return_url=row["return_url"],
        state=CheckState(row["state"]),
        created=row["created"],
        expires=row["expires"],
        finished=row["finished"],
        result_sealed=row["result_sealed"],
        response_code_hash=row["response_code_hash"],
        keep_result_until=row["keep_result_until"],
        answer_key_sealed=row["answer_key_sealed"],
    )
