"""The authority as an operator reaches it: its signed list, read as a service reads it, and its management API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.model.instant import render_instant
from plumbing.http.fetch import FetchError
from stadtsiegel.clients import Api
from trust_registry.reading.errors import ListRefused
from trust_registry.reading.lookup import LIST_MEDIA_TYPE
from trust_registry.reading.signed_list import MAX_LIST_BYTES, judge_list
from wallet_sim.refusals import ServiceRefused

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher
    from plumbing.secret import Secret
    from stadtsiegel.registry.proposal import Proposal
    from trust_registry.reading.registry import Registry
    from trust_registry.reading.trust_settings import TrustSettings

LIST_PATH = "/trust-list"


class Refused(Exception):  # noqa: N818 - a refusal, not a fault
    """The registry did not answer, or not as it should; the sentence says what to do."""


async def read_list(trust: TrustSettings, *, fetcher: Fetcher, now: int) -> Registry:
    """Read and prove the list that the deployment's services believe.

    Raises:
        Refused: when there is none to be believed.
    """
    try:
        reply = await fetcher.get(trust.list_url, accept=LIST_MEDIA_TYPE, max_bytes=MAX_LIST_BYTES)
        return judge_list(
            reply.body.decode("ascii", "replace").strip(),
            authority=trust.authority,
            keys=trust.keys,
            now=now,
            newest_seen=None,
            clock_skew=trust.clock_skew_seconds,
        ).registry
    except (FetchError, ListRefused) as error:
        raise Refused(f"Nothing was said: the list at {trust.list_url} cannot be believed ({error}).") from error


class Authority:
    """The management API with the authority's key."""

    def __init__(self, trust: TrustSettings, *, key: Secret[str], fetcher: Fetcher) -> None:
        self._api = Api(base_url=trust.list_url.removesuffix(LIST_PATH), api_key=key.reveal(), fetcher=fetcher)

    async def say(self, proposal: Proposal, *, starts: int | None) -> None:
        """Make a statement of a proposal, or register a type.

        Args:
            proposal: what is said.
            starts: since when it holds; None for the usual beginning.
        """
        if proposal.method == "PUT":
            await _told(self._api.put(proposal.path, proposal.body, 200), proposal.about)
        else:
            body = proposal.body if starts is None else proposal.body | {"starts": render_instant(starts)}
            await _told(self._api.post(proposal.path, body, 201), proposal.about)

    async def end(self, statement_id: str) -> None:
        """End a statement: what was signed before stays good."""
        await _told(self._api.post(f"/api/statements/{statement_id}/end", {"as": "ended"}, 200), statement_id)


async def _told(answer: Awaitable[JsonObject], about: str) -> None:
    try:
        await answer
    except ServiceRefused as refused:
        reason = refused.description or refused.error
        raise Refused(f"Not said: {about}. The registry answered {refused.status}: {reason}") from refused
    except FetchError as error:
        raise Refused(f"Not known whether it was said: {about} ({error}). Run the same command again.") from error
