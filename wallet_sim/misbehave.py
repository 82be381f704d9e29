"""Every way of cheating that a wallet could try, one function each; the services must refuse them all."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from credentials.dcql.ask import place_of
from credentials.encoding import decode_base64url, encode_base64url
from credentials.strict_json import parse, render

if TYPE_CHECKING:
    from wallet_sim.holder import Holder
    from wallet_sim.present import Present, Presented
    from wallet_sim.vault import Copy


async def change_a_claim(present: Present, link: str, copy: Copy, *, claim: str, value: str) -> Presented:
    """Show a card on which one claim was changed after the office signed it."""
    change = _changed_token if isinstance(copy.credential, str) else _changed_document
    return await _show(present, link, replace(copy, credential=change(copy.credential, claim, value)))


async def replay(present: Present, link: str, seen: Presented) -> Presented:
    """Send what was presented before once more, to a new request."""
    request = await present.open_request(link)
    return await present.answer(request, seen.vp_token)


async def present_for_another(present: Present, link: str, copy: Copy, *, audience: str) -> Presented:
    """Send a presentation that was made for another verifier."""
    return await _show(present, link, copy, audience=audience)


async def show_another_holders_card(present: Present, link: str, copy: Copy, *, thief: Holder) -> Presented:
    """Show a card that is bound to somebody else's key, signed with one's own."""
    return await _show(present, link, replace(copy, holder=thief))


async def show_without_asking(present: Present, link: str, copy: Copy) -> Presented:
    """Show a card without looking at who asks; what a careless wallet would do."""
    return await _show(present, link, copy)


async def show_more_than_asked(present: Present, link: str, copy: Copy) -> Presented:
    """Show every claim of a card that can be shown in part."""
    places = (place_of(("credentialSubject", name), format_id=copy.format) for name in copy.facts)
    return await _show(present, link, copy, paths=tuple(place for place in places if place))


async def show_more_than_signed(present: Present, link: str, copy: Copy) -> Presented:
    """Add a disclosure after the holder has signed what is shown (`sd_hash`)."""
    request = await present.open_request(link)
    issuer_jwt, *shown, key_binding = (await present.presentation(request, copy)).split("~")
    held_back = next(one for one in copy.credential.split("~")[1:-1] if one not in shown)
    added = "~".join([issuer_jwt, *shown, held_back, key_binding])
    return await present.answer(request, {request.query_id(copy.format): [added]})


async def show_without_key_binding(present: Present, link: str, copy: Copy) -> Presented:
    """Show a card as anybody could who has seen it: without the holder's signature."""
    request = await present.open_request(link)
    unsigned = (await present.presentation(request, copy)).rpartition("~")[0] + "~"
    return await present.answer(request, {request.query_id(copy.format): [unsigned]})


async def _show(present: Present, link: str, copy: Copy, **otherwise: Any) -> Presented:
    request = await present.open_request(link)
    presentation = await present.presentation(request, copy, **otherwise)
    return await present.answer(request, {request.query_id(copy.format): [presentation]})


def _changed_document(document: Any, claim: str, value: str) -> Any:
    forged = deepcopy(document)
    forged["credentialSubject"][claim] = value
    return forged


def _changed_token(token: str, claim: str, value: str) -> str:
    """Change what the office has signed: a changed disclosure alone would fit no digest and could not even be shown."""
    issuer_jwt, end = token.split("~", 1)
    header, payload, signature = issuer_jwt.split(".")
    changed = {**parse(decode_base64url(payload)), claim: value}
    return f"{header}.{encode_base64url(render(changed))}.{signature}~{_without(end, claim)}"


def _without(disclosures: str, claim: str) -> str:
    kept = [one for one in disclosures.split("~") if not one or parse(decode_base64url(one))[1] != claim]
    return "~".join(kept)
