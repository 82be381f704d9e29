"""Use case: a relying party hands in a document that it has received elsewhere, and gets the engine's Verdict.

The credential type decides whose trust is asked for. It is one of those that the registry lets this relying party ask
for, so nobody can use the verifier to look into documents that are none of their business, nor make it fetch anything
for a type that the city does not list.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from credentials.dcql.ask import ASKED_FORMATS
from credentials.dcql.query import parse_query
from credentials.verification.evidence import Standing
from credentials.verification.formats.ldp_vc import FORMAT
from credentials.verification.policy import CredentialPolicy, PresentationPolicy
from credentials.verification.verdict import CheckName
from trust_registry.reading.errors import RegistryUnavailable
from trust_registry.reading.statement import Action
from verifier.documents.received import open_credential
from verifier.presentation.accepted import DATA_MODELS, FORMATS, JOSE_ALGORITHMS, SUITES
from verifier.presentation.refusals import RegistryAway, UnknownPurpose

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from credentials.dcql.query import CredentialQuery
    from credentials.strict_json import JsonObject
    from credentials.verification.verdict import Verdict
    from plumbing.clock import Clock
    from trust_registry.reading.lookup import RegistryReader
    from trust_registry.reading.registry import Registry
    from verifier.evidence.gather import Judge
    from verifier.relying_parties.relying_party import RelyingParty

    JudgeAs = Callable[[str, Registry, int], Awaitable[Verdict]]


class VerifyDocument:
    """Verifies documents for all relying parties of a deployment."""

    def __init__(self, *, registry: RegistryReader, judge: Judge, clock: Clock, clock_skew: int) -> None:
        self._registry = registry
        self._judge = judge
        self._clock = clock
        self._clock_skew = clock_skew

    async def credential(self, relying_party: RelyingParty, document: JsonObject) -> Verdict:
        """Judge a credential alone; who shows it is not known and not judged.

        Raises:
            UnknownPurpose: the registry lets this relying party ask for nothing at this moment.
            RegistryAway: no list that is still good can be had.
        """
        received = open_credential(document, formats=FORMATS)

        async def judge_as(credential_type: str, registry: Registry, now: int) -> Verdict:
            policy = CredentialPolicy(**self._accepted(credential_type))
            return await self._judge.credential(
                received.content, format_id=received.format_id, policy=policy, registry=registry, now=now
            )

        return await self._judge_by_type(relying_party, judge_as)

    async def presentation(
        self, relying_party: RelyingParty, document: JsonObject, *, challenge: str, domain: str
    ) -> Verdict:
        """Judge a presentation of one credential that answers a challenge; the caller has taken the challenge.

        Raises:
            UnknownPurpose, RegistryAway: as for a credential.
        """

        async def judge_as(credential_type: str, registry: Registry, now: int) -> Verdict:
            policy = PresentationPolicy(
                audience=domain,
                nonce=challenge,
                query=_any_card_of(credential_type),
                verifier=relying_party.did,
                only_what_was_asked=False,  # the service has asked its holder itself
                **self._accepted(credential_type),
            )
            return (await self._judge(document, policy=policy, registry=registry, now=now)).verdict

        return await self._judge_by_type(relying_party, judge_as)

    async def _judge_by_type(self, relying_party: RelyingParty, judge_as: JudgeAs) -> Verdict:
        now = self._clock.now()
        try:
            registry = await self._registry.current()
        except RegistryUnavailable as error:
            raise RegistryAway(str(error)) from error
        may_ask = partial(registry.standing, entity=relying_party.did, action="verify", at=now)
        listed = {one.credential_type for one in registry.statements if one.action is Action.VERIFY}
        types = sorted(one for one in listed if may_ask(credential_type=one) is Standing.AUTHORIZED)
        if not types:
            raise UnknownPurpose("the registry lists no purpose for this relying party")
        verdicts = []
        for credential_type in types:
            verdicts.append(await judge_as(credential_type, registry, now))
            if _is_of_the_type(verdicts[-1]):
                return verdicts[-1]
        return verdicts[0]

    def _accepted(self, credential_type: str) -> dict[str, Any]:
        return {
            "credential_type": credential_type,
            "suites": SUITES,
            "jose_algorithms": JOSE_ALGORITHMS,
            "data_models": DATA_MODELS,
            "clock_skew": self._clock_skew,
            "status_required": True,
            "schema_required": True,
        }


def _is_of_the_type(verdict: Verdict) -> bool:
    shape, trusted = verdict.check(CheckName.SHAPE), verdict.check(CheckName.ISSUER_TRUSTED)
    read = shape is not None and shape.passed
    return read and trusted is not None and trusted.code != "credential-of-another-type"


def _any_card_of(credential_type: str) -> CredentialQuery:
    asked = ASKED_FORMATS[FORMAT]
    query = {"id": asked.query_id, "format": asked.id, "meta": asked.meta(credential_type)}
    return parse_query({"credentials": [query]}).credential(asked.query_id)
