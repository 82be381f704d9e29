"""What a service and a wallet do at the verifier, and how far each may go when an answer is lost."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from credentials.jose import jwe, jws
from credentials.jose.agreement_key import parse_agreement_jwk
from credentials.strict_json import render
from tests.chaos.harness.founded_city import PURPOSE

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from tests.chaos.harness.client import Answer, Client
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.ledger import Ledger
    from tests.chaos.harness.light_wallet import LightWallet

_OK = 200
_REFUSED = 400
_MAX_CHECKS = 3


def encrypted(answer: bytes, jwk: JsonObject) -> str:
    """Encrypt an answer to the key that the verifier has named (OpenID4VP 1.0 section 8.3)."""
    entropy = os.urandom(jwe.ENTROPY_LENGTH)
    return jwe.encrypt(answer, parse_agreement_jwk(jwk), encryption="A128GCM", entropy=entropy)


class CheckingSteps:
    """The steps at the verifier of one life; everything that was told goes into the ledger."""

    def __init__(self, city: FoundedCity, client: Client, ledger: Ledger) -> None:
        self._city = city
        self._client = client
        self._ledger = ledger

    async def check(self, card: JsonObject, wallet: LightWallet, *, doubled: bool) -> bool:
        """Have a card checked; where a process died over an answer, the service asks once more."""
        for _ in range(_MAX_CHECKS):
            if await self._check_once(card, wallet, doubled=doubled):
                return True
            self._ledger.count("checks_spent")
        return False

    async def _check_once(self, card: JsonObject, wallet: LightWallet, *, doubled: bool) -> bool:
        check = await self._ask_for_check()
        request_uri = parse_qs(urlsplit(check["link"]).query)["request_uri"][0]
        reply = await self._client.persist("GET", request_uri)
        if reply.status != _OK:
            self._ledger.wrong("lost", f"a new check: {reply.status} {reply.body!r}")
            return False
        question = jws.parse(reply.body.decode("ascii"), max_bytes=1 << 20).claims()
        presentation = wallet.presentation(card, audience=question["client_id"], nonce=question["nonce"])
        answer = render({"vp_token": {"ldp_vc": [presentation]}, "state": question["state"]})
        form = {"response": encrypted(answer, question["client_metadata"]["jwks"]["keys"][0])}
        answers = await asyncio.gather(
            *(self._client.persist("POST", question["response_uri"], data=form) for _ in range(2 if doubled else 1))
        )
        return await self._read(check["id"], answers)

    async def _ask_for_check(self) -> JsonObject:
        answer = await self._client.persist(
            "POST", self._city.checks_api, key=self._city.api_keys["verifier"], json={"purpose": PURPOSE}
        )
        check = answer.json()
        self._ledger.checks.add(check["id"])
        return check

    async def _read(self, check_id: str, answers: list[Answer]) -> bool:
        taken = [answer for answer in answers if answer.status == _OK]
        if len(taken) > 1:
            self._ledger.wrong("double_answers", "one check took two answers")
        url = f"{self._city.checks_api}/{check_id}"
        view = (await self._client.persist("GET", url, key=self._city.api_keys["verifier"])).json()
        state = view["state"]
        outcomes = {one["outcome"] for one in view["verdict"]["checks"]} if "verdict" in view else set()
        if state in ("verified", "rejected"):
            self._ledger.verdicts[check_id] = state
        elif taken:
            self._ledger.wrong("lost", f"an answer that was taken: the check is {state}")
        if "failed" in outcomes:
            self._ledger.wrong("wrong_verdicts", f"a good card: {view['verdict']['checks']}")
        # while the issuer is away its keys and lists cannot be had: undecided is never passed, and no fault of the card
        undecided = "undecided" in outcomes
        if not taken and not undecided and not any(answer.doubtful for answer in answers):
            self._ledger.wrong("wrongly_refused", f"a first answer: {answers[0].status} {answers[0].body!r}")
        self._ledger.count("cards_checked", state == "verified")
        self._ledger.count("checks_undecided", undecided)
        return bool(state == "verified")
