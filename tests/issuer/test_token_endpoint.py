"""The token endpoint: once, with the right tx_code, counted exactly; all else refused in the protocol's words."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from tests.support.issuing import CONFIGURATION, LIBRARY, PRE_AUTHORIZED_CODE, SWIMMING_POOLS, Holder

if TYPE_CHECKING:
    from tests.support.issuing import TestIssuer

TOKEN = f"/offices/{LIBRARY}/token"
DETAILS = [{"type": "openid_credential", "credential_configuration_id": CONFIGURATION}]


def wrong(tx_code: str) -> str:
    return f"{(int(tx_code) + 1) % 1_000_000:06}"


async def test_the_right_code_and_tx_code_give_a_short_lived_bearer_token(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    form = {
        "grant_type": PRE_AUTHORIZED_CODE,
        "pre-authorized_code": await issuer.code_of(offer),
        "tx_code": offer["tx_code"],
        "unknown": "ignored",
    }
    reply = await issuer.client.post(TOKEN, data=form)
    answer = await reply.json()
    assert reply.status == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] <= 300
    assert answer.keys() == {"access_token", "token_type", "expires_in"}


async def test_codes_and_tokens_are_not_to_be_found_in_the_database(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code, token = await issuer.code_of(offer), await issuer.token_of(offer)
    (row,) = await issuer.database.fetch_all("SELECT * FROM offers")
    stored = repr(dict(row))
    for secret in (code, token, offer["tx_code"], "Mustermann"):
        assert secret not in stored


async def test_a_code_redeemed_twice_is_refused(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    assert (await issuer.ask_token(code=code, tx_code=offer["tx_code"]))[0] == 200
    status, answer = await issuer.ask_token(code=code, tx_code=offer["tx_code"])
    assert (status, answer["error"]) == (400, "invalid_grant")


async def test_a_second_redemption_later_voids_the_token_of_the_first(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code, token = await issuer.code_of(offer), await issuer.token_of(offer)
    issuer.clock.move(60)
    await issuer.ask_token(code=code, tx_code=wrong(offer["tx_code"]))
    status, _ = await issuer.ask_credential(token, {})
    assert status == 400  # whoever has not both words cannot harm the citizen
    await issuer.ask_token(code=code, tx_code=offer["tx_code"])
    status, answer = await issuer.ask_credential(token, {})
    assert (status, answer["error"]) == (401, "invalid_token")
    assert (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["state"] == "failed"


async def test_of_fifty_wallets_with_one_code_exactly_one_wins_and_gets_its_card(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    answers = await asyncio.gather(*(issuer.ask_token(code=code, tx_code=offer["tx_code"]) for _ in range(50)))
    winners = [answer for status, answer in answers if status == 200]
    assert len(winners) == 1
    assert all(answer["error"] == "invalid_grant" for status, answer in answers if status != 200)
    status, _ = await issuer.ask_credential(winners[0]["access_token"], await issuer.request_body(Holder()))
    assert status == 200


async def test_a_wrong_tx_code_is_counted_and_burns_nothing(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    for tried in range(1, 5):
        status, answer = await issuer.ask_token(code=code, tx_code=wrong(offer["tx_code"]))
        assert (status, answer["error"]) == (400, "invalid_grant")
        assert (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["wrong_codes"] == tried
    assert (await issuer.ask_token(code=code, tx_code=offer["tx_code"]))[0] == 200


async def test_the_fifth_wrong_tx_code_locks_the_offer_for_the_right_one_too(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    for _ in range(5):
        await issuer.ask_token(code=code, tx_code=wrong(offer["tx_code"]))
    status, answer = await issuer.ask_token(code=code, tx_code=offer["tx_code"])
    assert (status, answer["error"]) == (400, "invalid_grant")
    _, seen = await issuer.api("GET", f"/offers/{offer['offer_id']}")
    assert (seen["state"], seen["wrong_codes"]) == ("code_wrong", 5)


async def test_of_a_hundred_parallel_guesses_at_most_five_are_evaluated(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    right = int(offer["tx_code"])
    guesses = [f"{(right + 1 + n) % 1_000_000:06}" for n in range(100)]
    answers = await asyncio.gather(*(issuer.ask_token(code=code, tx_code=guess) for guess in guesses))
    assert {status for status, _ in answers} == {400}
    _, seen = await issuer.api("GET", f"/offers/{offer['offer_id']}")
    assert (seen["state"], seen["wrong_codes"]) == ("code_wrong", 5)


async def test_right_and_wrong_guesses_side_by_side_never_give_two_tokens(issuer: TestIssuer) -> None:
    for _ in range(4):
        offer = await issuer.make_offer()
        code = await issuer.code_of(offer)
        guesses = [wrong(offer["tx_code"])] * 4 + [offer["tx_code"]] * 4
        answers = await asyncio.gather(*(issuer.ask_token(code=code, tx_code=guess) for guess in guesses))
        assert [status for status, _ in answers].count(200) == 1


@pytest.mark.parametrize("mangle", [str.strip, lambda c: f" {c}", lambda c: f"{c} ", lambda c: c.lstrip("0") + "x"])
async def test_a_tx_code_is_compared_letter_by_letter(issuer: TestIssuer, mangle: object) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    mangled = mangle(offer["tx_code"])  # type: ignore[operator]
    expected = 200 if mangled == offer["tx_code"] else 400
    assert (await issuer.ask_token(code=code, tx_code=mangled))[0] == expected


async def test_full_width_digits_are_other_letters(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    wide = offer["tx_code"].translate({ord(str(n)): 0xFF10 + n for n in range(10)})
    status, answer = await issuer.ask_token(code=await issuer.code_of(offer), tx_code=wide)
    assert (status, answer["error"]) == (400, "invalid_grant")


async def test_unknown_expired_locked_and_foreign_codes_are_told_in_the_same_words(issuer: TestIssuer) -> None:
    answers = []
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    answers.append(await issuer.ask_token(code=code + "x", tx_code=offer["tx_code"]))
    answers.append(await issuer.ask_token(code=code[:-1], tx_code=offer["tx_code"]))
    answers.append(await issuer.ask_token(code="x" * 10_000, tx_code=offer["tx_code"]))
    answers.append(await issuer.ask_token(office=SWIMMING_POOLS, code=code, tx_code=offer["tx_code"]))
    answers.append(await issuer.ask_token(code=code, tx_code=wrong(offer["tx_code"])))
    issuer.clock.move(600)
    answers.append(await issuer.ask_token(code=code, tx_code=offer["tx_code"]))
    assert {status for status, _ in answers} == {400}
    assert len({json.dumps(answer) for _, answer in answers}) == 1
    assert answers[0][1]["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "x"}, "unsupported_grant_type"),
        ({"grant_type": PRE_AUTHORIZED_CODE}, "invalid_request"),
        ({"grant_type": PRE_AUTHORIZED_CODE, "pre-authorized_code": "x"}, "invalid_grant"),
        ({"grant_type": PRE_AUTHORIZED_CODE, "pre-authorized_code": "x", "user_pin": "123456"}, "invalid_grant"),
        ({"grant_type": PRE_AUTHORIZED_CODE, "pre-authorized_code": "x", "tx_code": ""}, "invalid_grant"),
        ({"grant_type": PRE_AUTHORIZED_CODE, "pre-authorized_code": "x", "tx_code": "123456"}, "invalid_grant"),
    ],
)
async def test_a_request_of_another_shape_is_refused(issuer: TestIssuer, form: dict[str, str], error: str) -> None:
    reply = await issuer.client.post(TOKEN, data=form or b"", headers=_FORM)
    assert (reply.status, (await reply.json())["error"]) == (400, error)
    assert reply.headers["Cache-Control"] == "no-store"


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"grant_type=a&grant_type=b", _FORM, 400),
        (b"%zz=%zz", _FORM, 400),
        (b"grant_type=\xff", _FORM, 400),
        (b"{}", {"Content-Type": "application/json"}, 415),
        (b"a=" + b"x" * 70_000, _FORM, 413),
    ],
)
async def test_a_body_that_cannot_be_read_is_an_invalid_request(
    issuer: TestIssuer, body: bytes, headers: dict[str, str], status: int
) -> None:
    reply = await issuer.client.post(TOKEN, data=body, headers=headers)
    assert (reply.status, (await reply.json())["error"]) == (status, "invalid_request")


async def test_the_endpoint_answers_post_only(issuer: TestIssuer) -> None:
    reply = await issuer.client.get(TOKEN)
    assert reply.status == 405
    assert "POST" in reply.headers["Allow"]


async def test_authorization_details_are_answered_with_identifiers_that_must_then_be_used(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    status, answer = await issuer.ask_token(
        code=await issuer.code_of(offer), tx_code=offer["tx_code"], authorization_details=json.dumps(DETAILS)
    )
    assert status == 200
    (detail,) = answer["authorization_details"]
    (identifier,) = detail.pop("credential_identifiers")
    assert [detail] == DETAILS
    token = answer["access_token"]
    body = await issuer.request_body(Holder())
    status, refused = await issuer.ask_credential(token, body)
    assert (status, refused["error"]) == (400, "invalid_credential_request")
    proofs = {"proofs": body["proofs"]}
    status, refused = await issuer.ask_credential(token, {"credential_identifier": "other"} | proofs)
    assert (status, refused["error"]) == (400, "unknown_credential_identifier")
    status, _ = await issuer.ask_credential(token, {"credential_identifier": identifier} | proofs)
    assert status == 200


@pytest.mark.parametrize(
    ("details", "error"),
    [
        ("{", "invalid_request"),
        ("[]", "invalid_request"),
        ('{"type": "openid_credential"}', "invalid_request"),
        ('["x"]', "invalid_request"),
        ('[{"type": "payment"}]', "invalid_authorization_details"),
        ('[{"type": "openid_credential"}]', "invalid_authorization_details"),
        ('[{"type": "openid_credential", "credential_configuration_id": "other"}]', "invalid_authorization_details"),
    ],
)
async def test_authorization_details_for_something_else_do_not_burn_the_code(
    issuer: TestIssuer, details: str, error: str
) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    status, answer = await issuer.ask_token(code=code, tx_code=offer["tx_code"], authorization_details=details)
    assert (status, answer["error"]) == (400, error)
    assert (await issuer.ask_token(code=code, tx_code=offer["tx_code"]))[0] == 200
