"""Thousands of codes, each raced by eight processes: as many wins as codes, and none is lost (I-02, M-4)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from issuer.offers.redeem_offer import TokenRequest
from issuer.refusals import GrantRefused
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.racing import RUNNERS, in_laps, let_race, many, racing_issuer, runners_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.chaos.harness.racing import Start

NAME = "code-race"
Code = tuple[str, str, str]


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Make so many offers, let all processes redeem each, and count who was told that it won."""
    url = new_database(engine, folder, "issuer")
    async with racing_issuer(url, seed * RUNNERS) as maker:
        codes: list[Code] = [offer[:3] for offer in await many(rounds, lambda _: maker.offer())]
        say(f"{rounds} offers made")
        wins = [code for won in await let_race(rounds, redeem_all, url, seed, codes) for code in won]
        (row,) = await maker.issuer.database.fetch_all("SELECT COUNT(*) AS n FROM offers WHERE state = 'redeemed'")
    say(f"{rounds} codes raced by {runners_for(rounds)} processes: {len(wins)} wins")
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts={
            "codes": rounds,
            "attempts": rounds * runners_for(rounds),
            "wins": len(wins),
            "double_redemptions": len(wins) - len(set(wins)),
            "codes_lost": rounds - len(set(wins)),
            "wins_not_written": len(set(wins)) - row["n"],
        },
        wrong=("double_redemptions", "codes_lost", "wins_not_written"),
    )


def redeem_all(number: int, start: Start, url: str, seed: int, codes: list[Code]) -> list[str]:
    """Redeem every code together with all other processes; the ids of the offers that this one won."""
    return asyncio.run(_redeem_all(number, start, url, seed, codes))


async def _redeem_all(number: int, start: Start, url: str, seed: int, codes: list[Code]) -> list[str]:
    async with racing_issuer(url, seed * RUNNERS + number + 1) as racer:

        async def redeem(code: Code) -> str | None:
            offer_id, code_text, tx_code = code
            request = TokenRequest(code=code_text, tx_code=tx_code, client_id=None, configuration_ids=None)
            try:
                await racer.hall.redeem_offer(racer.office, request)
            except GrantRefused:
                return None
            return offer_id

        return [won for won in await in_laps(start, codes, redeem) if won is not None]


DRILLS = (
    Drill(
        name=NAME,
        tried="eight processes redeem the same pre-authorized code at once; exactly one may be given a token",
        run=run,
        full_rounds=5_000,
        short_rounds=60,
    ),
)
