"""Use case: a wallet answers; the answer is taken once, judged outside any transaction, and ends the check.

1. which of the asked-for credentials was sent is looked up; an answer to another question leaves the check open
2. the check is TAKEN by one guarded statement: nobody else's answer counts from here (SECURITY V-12, V-13)
3. evidence is gathered, in two rounds
4. the Verdict is judged
5. Verdict and only the asked-for claims are sealed and written; a same-device check gets its response code
6. an answer that proves nothing (nonce, audience, binding, signature) is refused to the wallet's face
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from credentials.dcql.claims_path import shared
from credentials.dcql.query import parse_query
from credentials.strict_json import render
from credentials.verification.outcome import Outcome
from credentials.verification.policy import PresentationPolicy
from plumbing.crash_points import CrashPoint, reach
from plumbing.entropy import new_token
from trust_registry.reading.errors import RegistryUnavailable
from trust_registry.reading.statement import Disclosure
from verifier.presentation.accepted import DATA_MODELS, JOSE_ALGORITHMS, SUITES
from verifier.presentation.answered import answered_by
from verifier.presentation.check import CheckState
from verifier.presentation.check_store import hash_response_code
from verifier.presentation.question import asking_of, claims_asked, dcql_query, find_statement
from verifier.presentation.refusals import (
    CheckOver,
    MalformedAnswer,
    RegistryAway,
    UnknownCheck,
    UnknownPurpose,
    UnprovenAnswer,
)
from verifier.presentation.result import result_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plumbing.clock import Clock
    from plumbing.entropy import Entropy
    from trust_registry.reading.lookup import RegistryReader
    from verifier.evidence.gather import Judge
    from verifier.presentation.check import Check
    from verifier.presentation.check_store import CheckStore
    from verifier.relying_parties.relying_party import RelyingParty

RESPONSE_CODE_BYTES = 32
_UNPROVEN = {
    Outcome.FAILED: "the presentation is not proven for this request",
    # what its contexts mean cannot be fetched now, for one; the wallet may have done everything right
    Outcome.UNDECIDED: "the presentation could not be judged; let the service ask again",
}
_ATTEMPT_BYTES = 16


class ReceiveAnswer:
    """Take the wallet's answer to a check."""

    def __init__(
        self,
        *,
        store: CheckStore,
        registry: RegistryReader,
        judge: Judge,
        clock: Clock,
        entropy: Entropy,
        clock_skew: int,
    ) -> None:
        self._store = store
        self._registry = registry
        self._judge = judge
        self._clock = clock
        self._entropy = entropy
        self._clock_skew = clock_skew

    async def __call__(
        self,
        relying_party: RelyingParty,
        *,
        request_id: str,
        vp_token: Mapping[str, Sequence[Any]],
        encrypted: bool,
    ) -> str | None:
        """Judge what a wallet presents.

        Args:
            relying_party: Who asked.
            request_id: Which check the wallet answers.
            vp_token: By credential query id, what it presents; unproven.
            encrypted: Whether it came encrypted to the check's key.

        Returns:
            Where the wallet sends its holder next, for a same-device check; otherwise None.

        Raises:
            UnknownCheck: no such check.
            MalformedAnswer: it answers another question, or plainly where encryption was asked; the check stays open.
            CheckOver: it was answered before, cancelled, or has run out.
            UnprovenAnswer: nonce, audience, holder binding or a signature is wrong, or cannot be judged now; the check
                has ended.
            UnknownPurpose, ClaimsBeyondPurpose, RegistryAway: the right to ask has ended, or cannot be looked up;
                nothing was taken.
        """
        check = await self._open_check(relying_party, request_id)
        if check.answer_key_sealed is not None and not encrypted:
            raise MalformedAnswer("the request asked for an encrypted answer (response_mode is direct_post.jwt)")
        now = self._clock.now()
        try:
            registry = await self._registry.current()
        except RegistryUnavailable as error:
            raise RegistryAway(str(error)) from error
        statement = find_statement(registry, relying_party=relying_party.did, purpose=check.purpose, at=now)
        if statement is None:
            raise UnknownPurpose("the registry no longer lists this purpose")
        asked = claims_asked(statement, check.claims)
        answered = answered_by(vp_token, parse_query(dcql_query(statement, asked)))
        attempt = new_token(self._entropy, _ATTEMPT_BYTES)
        if not await self._store.take(request_id=request_id, attempt=attempt, now=now):
            raise CheckOver("this check has ended")
        reach(CrashPoint.AFTER_TAKE)
        policy = PresentationPolicy(
            audience=relying_party.client_id,
            nonce=check.nonce,
            query=answered.query,
            suites=SUITES,
            jose_algorithms=JOSE_ALGORITHMS,
            data_models=DATA_MODELS,
            clock_skew=self._clock_skew,
            credential_type=statement.credential_type,
            status_required=True,
            schema_required=True,
            verifier=relying_party.did,
            only_what_was_asked=asking_of(statement).selective_disclosure is Disclosure.REQUIRED,
        )
        judged = await self._judge(answered.presentation, policy=policy, registry=registry, now=now)
        verdict = judged.verdict
        sees = asking_of(statement).officer_sees
        result = result_of(
            verdict,
            judged.shown,
            asked,
            officer_sees=asked if sees is None else shared(asked, sees),
            format_id=answered.query.format,
        )
        code = new_token(self._entropy, RESPONSE_CODE_BYTES) if check.return_url else None
        ended = self._clock.now()
        reach(CrashPoint.AFTER_JUDGING)
        finished = await self._store.finish(
            check,
            attempt=attempt,
            state=CheckState.VERIFIED if verdict.valid else CheckState.REJECTED,
            result=render(result.to_json()),
            response_code_hash=hash_response_code(code) if code else None,
            now=ended,
            keep_result_until=ended + asking_of(statement).retention_seconds,
        )
        reach(CrashPoint.AFTER_FINISH)
        if not finished:
            raise CheckOver("this check has ended")
        if not verdict.is_well_proven:
            raise UnprovenAnswer(_UNPROVEN[verdict.outcome])
        if check.return_url is None or code is None:
            return None
        return f"{check.return_url}?{urlencode({'response_code': code})}"

    async def declined(self, relying_party: RelyingParty, *, request_id: str) -> None:
        """Note that the wallet has answered with an error instead.

        Raises:
            UnknownCheck: no such check.
            CheckOver: it has already ended.
        """
        check = await self._open_check(relying_party, request_id)
        if not await self._store.decline(check, now=self._clock.now()):
            raise CheckOver("this check has ended")

    async def _open_check(self, relying_party: RelyingParty, request_id: str) -> Check:
        check = await self._store.of_wallet(relying_party=relying_party.relying_party_id, request_id=request_id)
        if check is None:
            raise UnknownCheck("there is no such check")
        return check
