"""Every way of cheating that a wallet could try, one function each; the services must refuse them all."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from wallet_sim.present import Present, Presented


async def change_a_claim(present: Present, link: str, document: JsonObject, *, claim: str, value: str) -> Presented:
    """Show a card on which one claim was changed after the office signed it."""
    forged = deepcopy(document)
    forged["credentialSubject"][claim] = value
    return await _show(present, link, forged)


async def replay(present: Present, link: str, seen: Presented) -> Presented:
    """Send what was presented before once more, to a new request."""
    request = await present.open_request(link)
    return await present.answer(request, seen.vp_token)


async def present_for_another(present: Present, link: str, document: JsonObject, *, audience: str) -> Presented:
    """Send a presentation that was made for another verifier."""
    request = await present.open_request(link)
    presentation = await present.presentation(request, [document], audience=audience)
    return await present.answer(request, {request.query_id("ldp_vc"): [presentation]})


async def show_another_holders_card(present: Present, link: str, document: JsonObject) -> Presented:
    """Show a card that is bound to somebody else's key, signed with one's own."""
    return await _show(present, link, document)


async def show_without_asking(present: Present, link: str, document: JsonObject) -> Presented:
    """Show a card without looking at who asks; what a careless wallet would do."""
    return await _show(present, link, document)


async def _show(present: Present, link: str, document: JsonObject) -> Presented:
    request = await present.open_request(link)
    presentation = await present.presentation(request, [document])
    return await present.answer(request, {request.query_id("ldp_vc"): [presentation]})
