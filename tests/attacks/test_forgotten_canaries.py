"""Every personal field gets a canary, and the whole way is walked; after its time nothing opens and nothing is found.

What can be opened is opened with the services' own keys: in the databases, and in an old backup with the newest file of
keys (SECURITY L-01, L-02, L-03, M-9). On both engines.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.attacks.watched_city import CANARIES, CLAIMS, hits
from wallet_sim.response import answer_form

if TYPE_CHECKING:
    from plumbing.http.fetch import Reply
    from tests.attacks.watched_city import Watched
    from wallet_sim.vault import Copy

YEARS_AFTER = 3 * 366 * 86_400  # a clerk's note lives longest: as long as the card, and half a year
PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
NOTE = "Frau Zaunköniginger rief am Markttag an"
CLIENT = "wallet-of-rotkehlchenberg"
IDEMPOTENCY_KEY = "Vorgang-Blaumeisenthal-4711"
WALLET_ERROR = "Goldammerstädter hat es nicht gewollt"
REFUSED = "Wendehalsinger"
FORGED = "Fichtenkreuzschnabel"
NOT_KEPT = [CLIENT, IDEMPOTENCY_KEY, WALLET_ERROR, REFUSED, FORGED]


@dataclass
class Planted:
    """What was planted.

    Attributes:
        kept: what the service must keep for a while, sealed.
        tx_codes: those of offers that wait; six digits are found everywhere by chance, so only opened columns tell.
    """

    kept: list[str]
    tx_codes: list[str]


async def plant(watched: Watched) -> Planted:
    """Let a canary go through every field that takes a word about a person."""
    city = watched.city
    library, lending = city.library, city.lending
    waiting = await library.offer()
    offer = await library.offer()
    wallet = city.new_wallet()
    card = await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await lending.ask()
    await wallet.present(check.link)
    assert (await lending.read(check)).body["claims"]["cardNumber"] == CLAIMS["cardNumber"]
    credential = card.document["id"].removeprefix("urn:uuid:")
    await library.api.post(f"/credentials/{credential}/suspend", {"reason": "under-review", "note": NOTE}, 200)
    repeated = await _post(watched, library.api, "/offers", _offer(CLAIMS), {"Idempotency-Key": IDEMPOTENCY_KEY})
    assert repeated.status == 201
    await _redeem_and_refuse(watched, repeated.json_object())
    await _refused_by_the_verifier(watched, wallet, card.first)
    return Planted(kept=[*CANARIES, NOTE], tx_codes=[waiting.tx_code])


def _offer(claims: dict[str, Any]) -> dict[str, Any]:
    return {"use_case": "library_card", "claims": claims}


async def _post(watched: Watched, api: Any, path: str, body: Any, headers: dict[str, str]) -> Reply:
    headers = {"Authorization": f"Bearer {api.api_key}", **headers}
    return await watched.city.fetcher.post_json(
        api.base_url + path, body, accept="*/*", max_bytes=65_536, headers=headers
    )


async def _redeem_and_refuse(watched: Watched, made: dict[str, Any]) -> None:
    """A wallet that names itself, asks wrongly, and tells why it failed; a clerk that mistypes."""
    city, issuer = watched.city, f"{watched.city.issuer_url}/offices/library"
    library = city.library.api
    wallet = city.new_wallet()
    opened = await wallet.receive.open_offer(made["link"])
    form = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": opened.code, "client_id": CLIENT}

    async def send(path: str, value: Any, status: int, token: str = "") -> Any:
        how: dict[str, Any] = {"accept": "*/*", "max_bytes": 65_536, "headers": {"Authorization": f"Bearer {token}"}}
        post = city.fetcher.post_form if path == "token" else city.fetcher.post_json
        reply = await post(f"{issuer}/{path}", value, **how)
        assert reply.status == status, reply.body
        return reply

    await send("token", form | {"tx_code": REFUSED}, 400)
    token = (await send("token", form | {"tx_code": made["tx_code"]}, 200)).json_object()["access_token"]
    await send("credential", {"credential_configuration_id": REFUSED, "proofs": {"jwt": [REFUSED]}}, 400, token)
    failed = {"notification_id": REFUSED, "event": "credential_failure", "event_description": WALLET_ERROR}
    await send("notification", failed, 400, token)
    wrong = _offer({**CLAIMS, "category": REFUSED, REFUSED: "x"})
    assert (await _post(watched, library, "/offers", wrong, {})).status == 422
    assert (await _post(watched, library, "/offers", {REFUSED: CLAIMS}, {})).status == 400
    assert (await _post(watched, library, f"/offers/{REFUSED}/renew", {}, {})).status == 404


async def _refused_by_the_verifier(watched: Watched, wallet: Any, copy: Copy) -> None:
    """A forged card is shown, a wallet declines in its own words, and a service asks for what there is not."""
    city = watched.city
    document = copy.credential
    forged = {**document, "credentialSubject": {**document["credentialSubject"], "familyName": FORGED}}
    check = await city.lending.ask()
    request = await wallet.present.open_request(check.link)
    shown = {"ldp_vc": [await wallet.present.presentation(request, replace(copy, credential=forged))]}
    declined = await wallet.present.open_request((await city.lending.ask()).link)
    for asked, form in (
        (request, {"vp_token": REFUSED}),
        (request, answer_form(request, shown, take_entropy=os.urandom)),
        (declined, {"error": "access_denied", "error_description": WALLET_ERROR}),
        (declined, {"error": REFUSED, "vp_token": REFUSED}),
    ):
        if "response" not in form:
            form |= {"state": asked.state}
        reply = await city.fetcher.post_form(asked.response_uri, form, accept="*/*", max_bytes=65_536)
        assert reply.status < 500
    assert (await city.lending.read(check)).state == "rejected"
    assert (await _post(watched, city.lending.api, "/checks", {"purpose": REFUSED}, {})).status in {400, 403, 404}


async def test_what_is_planted_is_sealed_while_it_is_needed_and_nowhere_afterwards(
    watched_on_each_engine: Watched,
) -> None:
    watched = watched_on_each_engine
    planted = await plant(watched)
    needed = [*planted.kept, *planted.tx_codes]
    everything = [*planted.kept, *NOT_KEPT]
    before = await watched.sealed_columns()
    assert hits(await watched.open(before), needed) == needed  # or this test could not fail
    assert hits(await watched.open(before), NOT_KEPT) == []
    files = b"".join(watched.files().values())
    assert [key for key in before.all_keys() if key not in files] == []
    await watched.back_up()
    backed_up = await watched.sealed_in_backups()
    assert hits(await watched.open(backed_up), needed) == needed
    assert hits(backed_up.unsealed, everything) == []

    watched.clock.move(YEARS_AFTER)
    await watched.forget()
    await watched.back_up()
    after = await watched.sealed_columns()
    assert (after.all_keys(), [cell for cells in after.cells.values() for cell in cells]) == (set(), [])
    in_backups = await watched.sealed_in_backups()
    assert in_backups.cells == backed_up.cells  # the old backup is there as it was
    assert await watched.open(in_backups) == b""
    for name, content in watched.files().items():
        assert (name, hits(content, everything)) == (name, [])
        if not name.startswith("pg_wal"):  # see docs/retention.md
            assert (name, [key for key in before.all_keys() if key in content]) == (name, [])
    if watched.cluster is not None:
        dump = watched.cluster.dump()
        assert b"data_keys" in dump
        assert hits(dump, everything) == []
    assert hits(watched.log.getvalue().encode(), everything) == []
    assert hits(await watched.metrics(), everything) == []
