"""Thousands of tx_codes guessed by eight processes: five are looked at, then the offer is locked (I-05, M-17)."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.offers.offer import MAX_WRONG_CODES
from issuer.offers.redeem_offer import TokenRequest
from issuer.refusals import GrantRefused
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.racing import RUNNERS, Racer, in_laps, let_race, many, racing_issuer, runners_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.chaos.harness.racing import Start

NAME = "tx-code-guesses"
_OFFERS = 50
_LOCKS = "SELECT object_id FROM audit_tail WHERE action = :action"  # of the audit record, which nobody links here
Offer = tuple[str, str, str]


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Guess so often at a few offers, show the right code to each when it is locked, and renew it."""
    url = new_database(engine, folder, "issuer")
    async with racing_issuer(url, seed * RUNNERS) as maker:
        made = await many(min(_OFFERS, rounds // 200 + 1), lambda _: maker.offer())
        offers: list[Offer] = [offer[:3] for offer in made]
        guesses = [offers[number % len(offers)] for number in range(rounds // runners_for(rounds))]
        guessed = sum(await let_race(rounds, guess_all, url, seed, guesses))
        say(f"{rounds} guesses at {len(offers)} offers")
        rows = await maker.issuer.database.fetch_all("SELECT state, wrong_codes FROM offers")
        # a row cannot tell of guesses that it did not count; but then several were told to be the fifth
        locks = await maker.issuer.database.fetch_all(_LOCKS, action=IssuerAction.OFFER_LOCKED.value)
        locked = Counter(row["object_id"] for row in locks)
        opened_when_locked = sum([await redeem(maker, code, tx_code) for _, code, tx_code in offers])
        renewed = sum([await _good_again(maker, offer_id) for offer_id, _, _ in offers])
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts={
            "offers": len(offers),
            "guesses": len(guesses) * runners_for(rounds),
            "guesses_evaluated": sum(row["wrong_codes"] for row in rows),
            "guesses_evaluated_beyond_five": sum(max(0, row["wrong_codes"] - MAX_WRONG_CODES) for row in rows),
            "offers_not_locked": sum((row["state"], row["wrong_codes"]) != ("code_wrong", 5) for row in rows),
            "offers_not_locked_exactly_once": sum(locked[offer_id] != 1 for offer_id, _, _ in offers),
            "wrong_codes_accepted": guessed,
            "right_codes_accepted_when_locked": opened_when_locked,
            "not_good_after_renewal": len(offers) - renewed,
        },
        wrong=(
            "guesses_evaluated_beyond_five",
            "offers_not_locked",
            "offers_not_locked_exactly_once",
            "wrong_codes_accepted",
            "right_codes_accepted_when_locked",
            "not_good_after_renewal",
        ),
    )


async def redeem(racer: Racer, code: str, tx_code: str) -> bool:
    """Show a code with a tx_code; whether a token was given."""
    request = TokenRequest(code=code, tx_code=tx_code, client_id=None, configuration_ids=None)
    try:
        await racer.hall.redeem_offer(racer.office, request)
    except GrantRefused:
        return False
    return True


async def _good_again(maker: Racer, offer_id: str) -> bool:
    made = await maker.hall.renew_offer(maker.office, offer_id, idempotency_key=None, actor="api:racer")
    part = await maker.hall.secrets.open(maker.issuer.database, made.offer)
    return part is not None and await redeem(maker, part.pre_authorized_code, part.tx_code)


def guess_all(number: int, start: Start, url: str, seed: int, offers: list[Offer]) -> int:
    """Guess wrongly, each time otherwise, together with all other processes; how many guesses were accepted."""
    return asyncio.run(_guess_all(number, start, url, seed, offers))


async def _guess_all(number: int, start: Start, url: str, seed: int, offers: list[Offer]) -> int:
    async with racing_issuer(url, seed * RUNNERS + number + 1) as racer:

        async def guess(turn: tuple[int, Offer]) -> bool:
            nth, (_, code, tx_code) = turn
            wrong = (int(tx_code) + 1 + nth * RUNNERS + number) % 1_000_000
            return await redeem(racer, code, f"{wrong:06}")

        return sum(await in_laps(start, list(enumerate(offers)), guess))


DRILLS = (
    Drill(
        name=NAME,
        tried="eight processes guess the tx_codes of a few offers; five guesses an offer may be looked at, no more",
        run=run,
        full_rounds=10_000,
        short_rounds=160,
    ),
)
