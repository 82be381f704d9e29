"""Claims from a register: asked once over HTTPS, judged like typed ones, and never to be typed in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from credentials.sd_jwt_vc.verify import read_received
from issuer.registers.source import MAX_ANSWER_BYTES, RegisterSource
from issuer.settings import prove_settings
from plumbing.http.addresses import AddressRefusedError, judge_resolved, judge_url
from plumbing.http.fetch import Fetcher
from plumbing.secret import Secret
from plumbing.settings import SettingsError
from tests.support.issuing import Holder, TestIssuer, running_issuer, settings_table
from tests.support.register import SECRET, SmallRegister, small_register
from use_cases.load import load_catalogue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CONSULTATION = load_catalogue()["consultation_eligibility"]
TYPED = {"registerNumber": "20260042"}
PERSON = {"birthDate": "1984-08-12", "district": "north"}
SD_JWT = "consultation_eligibility_v1_dc_sd-jwt"


@pytest.fixture
async def register(tmp_path: Path) -> AsyncIterator[SmallRegister]:
    async with small_register(tmp_path / "ca") as running:
        running.people[TYPED["registerNumber"]] = PERSON
        yield running


@pytest.fixture
async def issuer(register: SmallRegister) -> AsyncIterator[TestIssuer]:
    async with asking(register) as running:
        yield running


def asking(register: SmallRegister, *, secret: str = SECRET, url: str | None = None, **how: Any) -> Any:
    """An issuer of eligibilities that asks this register."""
    where = RegisterSource(id="residents", url=url or register.url, secret=Secret(secret), seconds=1)
    fetcher = Fetcher(roots_pem=register.root_pem, allow_loopback=True)
    return running_issuer(kind=CONSULTATION, fetcher=fetcher, registers={"residents": where}, **how)


async def offer(issuer: TestIssuer, claims: dict[str, Any] | None = None, **headers: str) -> tuple[int, Any]:
    body = {"use_case": CONSULTATION.name, "claims": TYPED if claims is None else claims}
    return await issuer.api("POST", "/offers", json=body, headers=headers)


async def test_the_card_says_what_the_register_knows(issuer: TestIssuer, register: SmallRegister) -> None:
    status, made = await offer(issuer)
    assert status == 201, made
    assert register.asked == [{"use_case": CONSULTATION.name, "version": 1, "asked": TYPED}]
    body = await issuer.request_body(Holder()) | {"credential_configuration_id": SD_JWT}
    status, answer = await issuer.ask_credential(await issuer.token_of(made), body)
    assert status == 200, answer
    claims = read_received(answer["credentials"][0]["credential"]).credential.claims
    assert (claims["district"], claims["oldEnough"]) == ("north", True)
    assert "birthDate" not in claims


async def test_more_than_was_named_is_not_taken(issuer: TestIssuer, register: SmallRegister) -> None:
    register.people[TYPED["registerNumber"]] = PERSON | {"oldEnough": False, "registerNumber": "1", "name": "x"}
    assert (await offer(issuer))[0] == 201


@pytest.mark.parametrize("typed_in", [{"district": "south"}, {"birthDate": "1984-08-12"}, {"district": None}])
async def test_what_a_register_gives_cannot_be_typed_in(
    issuer: TestIssuer, register: SmallRegister, typed_in: dict[str, Any]
) -> None:
    status, problem = await offer(issuer, TYPED | typed_in)
    assert status == 422
    (fault,) = problem["faults"]
    assert fault["path"] == list(typed_in)
    assert "aus dem Register" in fault["message"]["de"]
    assert "from the register" in fault["message"]["en"]
    assert register.asked == []


async def test_faults_of_what_was_typed_in_are_told_before_anybody_is_asked(
    issuer: TestIssuer, register: SmallRegister
) -> None:
    status, problem = await offer(issuer, {"registerNumber": "x"})
    assert (status, [fault["path"] for fault in problem["faults"]]) == (422, [["registerNumber"]])
    status, problem = await offer(issuer, {})
    assert (status, [fault["path"] for fault in problem["faults"]]) == (422, [["registerNumber"]])
    assert register.asked == []


async def test_an_office_that_is_not_listed_asks_no_register(issuer: TestIssuer, register: SmallRegister) -> None:
    issuer.registry.listed = []
    assert (await offer(issuer))[0] == 403
    assert register.asked == []


async def test_nobody_found_asks_the_clerk_to_look_again(issuer: TestIssuer) -> None:
    status, problem = await offer(issuer, {"registerNumber": "99999999"})
    assert (status, problem["title"], problem["register"]["id"]) == (422, "Nobody found in the register", "residents")
    assert "prüfen" in problem["message"]["de"]
    assert await issuer.database.fetch_all("SELECT * FROM offers") == []


JSON = "application/json"
ANSWERS: dict[str, tuple[tuple[int, bytes, str], int]] = {
    "an error": ((500, b"", "text/plain"), 503),
    "no permission": ((403, b"{}", JSON), 503),
    "a redirect": ((302, b"", "text/plain"), 503),
    "created": ((201, b'{"claims": {"birthDate": "1984-08-12", "district": "north"}}', JSON), 503),
    "another content type": ((200, b"{}", "text/html"), 503),
    "too much": ((200, b'{"claims": {"x": "' + b"x" * MAX_ANSWER_BYTES + b'"}}', JSON), 503),
    "no JSON": ((200, b"nobody", JSON), 502),
    "nothing": ((200, b"", JSON), 502),
    "a list": ((200, b"[]", JSON), 502),
    "a name twice": ((200, b'{"claims": {}, "claims": {}}', JSON), 502),
    "too deep": ((200, b'{"claims": ' + b'{"a": ' * 400 + b"1" + b"}" * 401, JSON), 502),
    "no claims": ((200, b"{}", JSON), 502),
    "claims of another kind": ((200, b'{"claims": ["north"]}', JSON), 502),
    "more than claims": ((200, b'{"claims": {}, "person": 1}', JSON), 502),
    "a claim that is missing": ((200, b'{"claims": {"district": "north"}}', JSON), 502),
    "a claim that does not fit": ((200, b'{"claims": {"birthDate": "1984-02-30", "district": "north"}}', JSON), 502),
    "a choice that is none": ((200, b'{"claims": {"birthDate": "1984-08-12", "district": "moon"}}', JSON), 502),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_answer_that_is_none_makes_no_offer(
    issuer: TestIssuer, register: SmallRegister, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    register.answer, expected = ANSWERS[name]
    status, problem = await offer(issuer)
    assert (status, problem["register"]["id"]) == (expected, "residents"), problem
    assert problem["message"]["de"]
    assert problem["message"]["en"]
    assert await issuer.database.fetch_all("SELECT * FROM offers") == []
    told = "".join(capsys.readouterr()) + str(problem)
    for value in ("1984", "north", "moon", TYPED["registerNumber"], SECRET):
        assert value not in told


async def test_a_register_that_does_not_answer_in_time_is_not_available(
    issuer: TestIssuer, register: SmallRegister
) -> None:
    register.sleeps = True
    status, problem = await offer(issuer)
    assert (status, problem["title"]) == (503, "Register unavailable")


@pytest.mark.parametrize("how", [{"secret": "another"}, {"url": "https://localhost:1/claims"}])
async def test_a_wrong_secret_or_a_closed_port_is_not_available(register: SmallRegister, how: dict[str, str]) -> None:
    async with asking(register, **how) as issuer:
        assert (await offer(issuer))[0] == 503


async def test_an_address_inside_is_not_called_where_the_guard_forbids_it(register: SmallRegister) -> None:
    where = RegisterSource(id="residents", url=register.url, secret=Secret(SECRET), seconds=1)
    guarded = Fetcher(roots_pem=register.root_pem)
    async with running_issuer(kind=CONSULTATION, fetcher=guarded, registers={"residents": where}) as issuer:
        assert (await offer(issuer))[0] == 503
    assert register.asked == []


async def test_the_way_into_the_citys_own_network_is_for_registers_alone_that_the_settings_say_lie_there() -> None:
    private = (2, 1, 6, "", ("10.1.2.3", 443))
    judge_resolved(private, allow_loopback=False, allow_inside=True)
    for address in ("127.0.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1"):  # noqa: S104 refused
        with pytest.raises(AddressRefusedError):
            judge_resolved((2, 1, 6, "", (address, 443)), allow_loopback=False, allow_inside=True)
    with pytest.raises(AddressRefusedError):
        judge_resolved(private, allow_loopback=False)
    judge_url("https://melderegister.stadt.internal/claims", allow_loopback=False, allow_inside=True)


async def test_a_register_of_the_own_network_is_asked_like_any_other(register: SmallRegister) -> None:
    where = RegisterSource(id="residents", url=register.url, secret=Secret(SECRET), seconds=1, inside=True)
    fetcher = Fetcher(roots_pem=register.root_pem, allow_loopback=True)
    async with running_issuer(kind=CONSULTATION, fetcher=fetcher, registers={"residents": where}) as issuer:
        assert (await offer(issuer))[0] == 201


async def test_a_register_that_no_setting_names_is_not_available_and_no_accident(register: SmallRegister) -> None:
    async with running_issuer(kind=CONSULTATION, fetcher=Fetcher()) as issuer:
        assert (await offer(issuer))[0] == 503


async def test_the_same_request_with_its_key_asks_once(issuer: TestIssuer, register: SmallRegister) -> None:
    key = {"Idempotency-Key": "case-11"}
    first = await offer(issuer, **key)
    register.people.clear()
    assert await offer(issuer, **key) == (200, first[1])
    assert len(register.asked) == 1


async def test_others_write_while_a_register_takes_its_time(issuer: TestIssuer, register: SmallRegister) -> None:
    made = await offer(issuer)
    register.sleeps = True
    slow = asyncio.create_task(offer(issuer))
    await register.asleep.wait()
    assert await issuer.token_of(made[1])
    assert not slow.done()
    assert (await slow)[0] == 503


async def test_nothing_of_it_lies_in_the_clear_in_the_database(issuer: TestIssuer) -> None:
    await offer(issuer)
    (row,) = await issuer.database.fetch_all("SELECT * FROM offers")
    for value in (*PERSON.values(), TYPED["registerNumber"]):
        assert value not in repr(dict(row))


def test_a_package_whose_register_no_setting_names_is_told_before_anything_starts(tmp_path: Path) -> None:
    office = settings_table()["office"][0] | {"use_cases": [CONSULTATION.name]}
    with pytest.raises(SettingsError) as refused:
        prove_settings(settings_table(office=[office]))
    (fault,) = refused.value.faults
    assert (fault.place, "residents" in str(fault), "secret_file" in str(fault)) == ("register", True, True)
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n", "utf-8")
    secret.chmod(0o600)
    where = {"id": "residents", "url": "https://register.stadt.example/claims", "secret_file": str(secret)}
    source = prove_settings(settings_table(office=[office], register=[where])).registers["residents"]
    assert (source.url, source.secret.reveal(), source.seconds) == (where["url"], SECRET, 5)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"url": "http://register.stadt.example/claims"}, "register[0].url"),
        ({"url": "https://10.0.0.1/claims"}, "register[0].url"),
        ({"url": "https://user@register.stadt.example/claims"}, "register[0].url"),
    ],
)
def test_a_register_at_an_address_that_is_never_called_is_told(change: dict[str, str], place: str) -> None:
    where = {"id": "residents", "url": "https://register.stadt.example/claims", "secret_file": "none"} | change
    with pytest.raises(SettingsError) as refused:
        prove_settings(settings_table(register=[where, where]))
    assert [fault.place for fault in refused.value.faults] == [place, "register[1].id", "register[1].url"]
