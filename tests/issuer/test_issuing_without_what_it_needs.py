"""Issuing when something that it needs has gone: the key's device, or the use case itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from issuer.hall import HALL
from plumbing.keyring.port import KeyringError
from tests.support.issuing import LIBRARY, Holder, TestIssuer, running_issuer, settings_table

if TYPE_CHECKING:
    from plumbing.keyring.port import Keyring

CREDENTIAL = f"/offices/{LIBRARY}/credential"


class BrokenKeyring:
    """A keyring whose device is away when it should sign."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self.broken = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keyring, name)

    async def sign(self, **how: Any) -> bytes:
        if self.broken:
            raise KeyringError("the device is away")
        return await self._keyring.sign(**how)


async def test_while_the_key_is_away_nothing_is_issued_and_asking_again_helps(issuer: TestIssuer) -> None:
    keys = issuer.app[HALL].keys
    keys._keyring = broken = BrokenKeyring(issuer.keyring)
    broken.broken = True
    holder = Holder()
    offer = await issuer.make_offer()
    token = await issuer.token_of(offer)
    reply = await issuer.client.post(
        CREDENTIAL, json=await issuer.request_body(holder), headers={"Authorization": f"Bearer {token}"}
    )
    assert reply.status == 503
    assert "Retry-After" in reply.headers
    _, seen = await issuer.api("GET", f"/offers/{offer['offer_id']}")
    assert (seen["state"], "credential_id" in seen) == ("opened", False)
    (row,) = await issuer.database.fetch_all("SELECT state FROM credentials")
    assert row["state"] == "recorded"
    broken.broken = False
    status, _ = await issuer.ask_credential(token, await issuer.request_body(holder))
    assert status == 200


async def test_a_use_case_that_has_been_taken_away_meanwhile_is_denied() -> None:
    async with running_issuer(table=settings_table()) as issuer:
        token = await issuer.token_of(await issuer.make_offer())
        kinds = issuer.app[HALL].kinds
        library = replace(kinds.present.offices[LIBRARY], packages={})
        kinds.swap(replace(kinds.present, offices={LIBRARY: library}))
        status, answer = await issuer.ask_credential(token, await issuer.request_body(Holder()))
        assert (status, answer["error"]) == (400, "credential_request_denied")
