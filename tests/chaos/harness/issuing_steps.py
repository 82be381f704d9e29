"""What an office, a wallet and a clerk do at the issuer, and how far each may go when an answer is lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from stadtsiegel.clients import REASONS
from stadtsiegel.library_city import KIND
from tests.chaos.harness.client import Answer, AnswerLost
from wallet_sim.receive import PRE_AUTHORIZED

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from tests.chaos.harness.client import Client
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.ledger import DeliveredCard, Ledger
    from tests.chaos.harness.light_wallet import LightWallet

MAX_TRIES = 4  # of the five credentials that an offer may give, one is left for the thief
_OK = 200
_AWAY = 503


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An offer as its office and its wallet know it."""

    offer_id: str
    configuration_id: str
    code: str
    tx_code: str


class IssuingSteps:
    """The steps at the issuer of one life; everything that was told goes into the ledger."""

    def __init__(self, city: FoundedCity, client: Client, ledger: Ledger) -> None:
        self._city = city
        self._client = client
        self._ledger = ledger
        self._key = city.api_keys["issuer"]

    async def offer(self, idempotency_key: str, *, doubled: bool) -> Offered:
        """Make an offer; the same key makes one offer, however often it is asked."""
        asked = [self._ask_for_offer(idempotency_key) for _ in range(2 if doubled else 1)]
        answers = await asyncio.gather(*asked)
        ids = {answer["offer_id"] for answer in answers}
        if len(ids) > 1 or self._ledger.offers.setdefault(idempotency_key, next(iter(ids))) not in ids:
            self._ledger.wrong("double_redemptions", "one idempotency key made two offers")
        self._ledger.count("offers")
        made = answers[0]
        link = parse_qs(urlsplit(made["link"]).query)["credential_offer_uri"][0]
        offer = (await self._client.persist("GET", link)).json()
        return Offered(
            offer_id=made["offer_id"],
            configuration_id=offer["credential_configuration_ids"][0],
            code=offer["grants"][PRE_AUTHORIZED]["pre-authorized_code"],
            tx_code=made["tx_code"],
        )

    async def _ask_for_offer(self, idempotency_key: str) -> JsonObject:
        answer = await self._client.persist(
            "POST",
            f"{self._city.office_api}/offers",
            key=self._key,
            json={"use_case": KIND, "claims": self._city.claims},
            headers={"Idempotency-Key": idempotency_key},
        )
        return answer.json()

    async def redeem(self, offered: Offered, *, doubled: bool) -> str | None:
        """Redeem the code once; None when the one answer with the token was lost, and the offer with it."""
        answers = await asyncio.gather(*(self._ask_for_token_once(offered) for _ in range(2 if doubled else 1)))
        if all(answer.doubtful for answer in answers):
            answers = [*answers, await self._ask_for_token(offered)]
        granted = [answer for answer in answers if answer.status == _OK]
        if len(granted) > 1:
            self._ledger.wrong("double_redemptions", "one code made two access tokens")
        if granted:
            self._ledger.redeemed.add(offered.offer_id)
            return str(granted[0].json()["access_token"])
        if not any(answer.doubtful for answer in answers):
            self._ledger.wrong("wrongly_refused", f"a fresh code: {answers[0].status} {answers[0].body!r}")
        self._ledger.count("offers_burnt")
        return None

    async def _ask_for_token(self, offered: Offered) -> Answer:
        return await self._client.persist("POST", f"{self._city.office_url}/token", data=_token_form(offered))

    async def _ask_for_token_once(self, offered: Offered) -> Answer:
        # never again once a token is here: whoever shows both words long after it was made voids it (SECURITY I-01)
        try:
            answer = await self._client.ask("POST", f"{self._city.office_url}/token", data=_token_form(offered))
        except AnswerLost:
            return Answer(0, b"", doubtful=True)
        return replace(answer, doubtful=answer.status == _AWAY)

    async def receive(self, offered: Offered, token: str, wallet: LightWallet) -> tuple[JsonObject, str] | None:
        """Ask for the card until it is here: card and notification id, or None when all tries were lost."""
        doubtful = False
        for _ in range(MAX_TRIES):
            try:
                answer = await self.ask_for_card(offered, token, wallet)
            except AnswerLost:
                self._ledger.count("answers_lost")
                doubtful = True
                continue
            if answer.status == _OK:
                body = answer.json()
                card: JsonObject = body["credentials"][0]["credential"]
                self._ledger.deliver(offered.offer_id, card)
                return card, body["notification_id"]
            if answer.status != _AWAY and not doubtful:
                self._ledger.wrong("wrongly_refused", f"a good token: {answer.status} {answer.body!r}")
                return None
            doubtful = True
            await asyncio.sleep(0.2)
        self._ledger.count("offers_burnt")
        return None

    async def ask_for_card(self, offered: Offered, token: str, wallet: LightWallet) -> Answer:
        """Ask once, with a fresh nonce.

        Raises:
            AnswerLost: the card may be on its way or not.
        """
        nonce = (await self._client.persist("POST", f"{self._city.office_url}/nonce")).json()["c_nonce"]
        return await self._client.ask(
            "POST",
            f"{self._city.office_url}/credential",
            headers={"Authorization": f"Bearer {token}"},
            json={
                "credential_configuration_id": offered.configuration_id,
                "proofs": {"jwt": [wallet.key_proof(audience=self._city.office_url, nonce=nonce)]},
            },
        )

    async def steal(self, offered: Offered, token: str, thief: LightWallet) -> None:
        """Let another holder show the token of a card that is delivered: it must be worth nothing to them."""
        try:
            answer = await self.ask_for_card(offered, token, thief)
        except AnswerLost:
            return
        if answer.status == _OK:
            self._ledger.wrong("double_redemptions", "one offer made cards for two holders")
        self._ledger.count("thieves_refused")

    async def accept(self, offered: Offered, token: str, notification_id: str) -> None:
        """Say that the wallet has the card."""
        answer = await self._client.persist(
            "POST",
            f"{self._city.office_url}/notification",
            headers={"Authorization": f"Bearer {token}"},
            json={"notification_id": notification_id, "event": "credential_accepted"},
        )
        if answer.status == 204:
            self._ledger.accepted.add(offered.offer_id)
        else:
            self._ledger.wrong("wrongly_refused", f"a notification: {answer.status} {answer.body!r}")

    async def change_status(self, card: DeliveredCard, action: str) -> None:
        """Suspend, resume or revoke; a change may be asked for again."""
        self._ledger.statuses.pop(card.credential_id, None)  # from here on the old word counts no more
        answer = await self._client.persist(
            "POST",
            f"{self._city.office_api}/credentials/{card.credential_id}/{action}",
            key=self._key,
            json={"reason": REASONS[action]},
        )
        state = answer.json().get("state")
        if answer.status != _OK or state != _WORDS[action]:
            self._ledger.wrong("wrongly_refused", f"{action}: {answer.status} {state}")
            return
        self._ledger.statuses[card.credential_id] = _WORDS[action]
        self._ledger.count("status_changes")


def _token_form(offered: Offered) -> dict[str, str]:
    return {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": offered.code, "tx_code": offered.tx_code}


_WORDS = {"suspend": "suspended", "resume": "valid", "revoke": "revoked"}
