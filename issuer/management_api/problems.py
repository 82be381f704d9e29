"""How this door tells what the hall refuses: problem details (RFC 9457), by the table in `refusal_rows`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from credentials.model.instant import render_instant
from issuer.management_api.refusal_rows import ROWS
from issuer.offers import create_offer, decide_offer, entitlement, renew_offer, withdraw_offer
from issuer.registers import source
from issuer.renewals import renew_card
from issuer.status import change_place, change_status
from plumbing.http.problems import Problem
from trust_registry.reading.errors import RegistryUnavailable
from use_cases.derive.claim_messages import ends_before_it_begins
from use_cases.derive.validity import NoLongerIssuedError
from use_cases.use_case import Claim

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    Door = Callable[[web.Request], Awaitable[web.StreamResponse]]

RETRY_SECONDS = 10


def speaks_problems(door: Door) -> Door:
    """Make a door tell refusals by the table."""

    @functools.wraps(door)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await door(request)
        except tuple(ROWS) as refusal:
            raise problem_of(refusal) from refusal

    return answer


def problem_of(refusal: Exception) -> Problem:
    """Write a refusal of the hall as a problem."""
    status, title, message = ROWS[type(refusal)]
    extra: dict[str, object] = {"message": message.to_json()}
    match refusal:
        case create_offer.ClaimsRefused(faults=faults):
            extra["faults"] = [fault.to_json() for fault in faults]
        case entitlement.NotEntitled(standing=standing):
            extra["standing"] = standing.value
        case entitlement.DocumentsNotListed(documents=documents):
            extra["documents"] = list(documents)
        case NoLongerIssuedError(claim=Claim() as claim):
            extra["message"] = ends_before_it_begins(claim).to_json()
            extra["claim"] = claim.name
        case renew_card.TooEarly(change_at=change_at):
            extra["possible_from"] = render_instant(change_at)
        case source.RegisterRefusal(register=register):
            extra["register"] = {"id": register.id, "title": register.title.to_json()}
        case RegistryUnavailable(code=code):
            extra["code"] = code
        case (
            withdraw_offer.TooLate(state=state)
            | renew_offer.NotRenewable(state=state)
            | decide_offer.NotAwaiting(state=state)
        ):
            extra["state"] = state.value
        case change_status.NotPossible(word=word):
            extra["state"] = word.value
        case change_place.OtherPurpose(purpose=purpose):
            extra["purpose"] = purpose
        case change_place.HasRecord(credential_id=credential_id):
            extra["credential_id"] = credential_id
        case _:
            pass
    headers = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}  # noqa: PLR2004 - RFC 9110 section 15.6.4
    return Problem(status, message.en, title=title, headers=headers, extra=extra)
