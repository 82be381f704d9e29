"""The crooks of a city: one verifier that nobody lists, and one that is listed for little and asks for everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.jose import jws
from stadtsiegel.demo.rogue_verifier import RogueVerifier
from stadtsiegel.premises import free_address
from stadtsiegel.statements import propose_to_ask

if TYPE_CHECKING:
    from plumbing.http.fetch import Fetcher
    from stadtsiegel.city_plan import CityPlan
    from stadtsiegel.clients import Api
    from stadtsiegel.premises import Premises

NAME = {"de": "Freundlicher Buchladen", "en": "Friendly bookshop"}
MAX_LIST_BYTES = 1024 * 1024


async def start_rogue(plan: CityPlan, premises: Premises) -> RogueVerifier:
    """Start a verifier that asks for every claim on the card."""
    kind = plan.use_case
    rogue = RogueVerifier(
        credential_type=kind.credential_type_iri,
        asks=[(claim.name,) for claim in kind.card_claims],
        clock=premises.clock,
        entropy=premises.entropy,
    )
    address, port = free_address()
    rogue.started_at(address)
    await premises.start_server(rogue.app(), port=port)
    return rogue


async def list_over_asking(rogue: RogueVerifier, plan: CityPlan, *, registry: Api, list_url: str) -> None:
    """Let the authority list a rogue for the least purpose; it shows that statement as any verifier does."""
    await registry.post(
        "/statements",
        propose_to_ask(plan.use_case, purpose=plan.least_purpose.id, entity=rogue.did, name=NAME),
        201,
    )
    rogue.signed_statement = await _signed_statement(registry.fetcher, list_url, rogue.did)


async def _signed_statement(fetcher: Fetcher, list_url: str, entity: str) -> str:
    """What the list carries about a verifier, signed by itself."""
    reply = await fetcher.get(list_url, accept="application/jwt", max_bytes=MAX_LIST_BYTES)
    claims = jws.parse(reply.body.decode("ascii"), max_bytes=MAX_LIST_BYTES).claims()
    signed: str = next(one["signed"] for one in claims["statements"] if one["entity"] == entity)
    return signed
