"""`stadtsiegel demo`: one object for machines, and exit code 0 only if every step went as it should."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from stadtsiegel.__main__ import main
from stadtsiegel.demo import run
from stadtsiegel.demo.form import wish_for
from stadtsiegel.steps.step import Seen, Step, try_step
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def tell(monkeypatch: pytest.MonkeyPatch, *outcomes: str) -> None:
    """Let the demo tell a short story in a city that is not there."""

    @asynccontextmanager
    async def no_city(**_: Any) -> AsyncIterator[Any]:
        address = "https://localhost"
        yield SimpleNamespace(issuer_url=address, verifier_url=address, registry_url=address)

    class ShortStory:
        def __init__(self, _city: object, *, clock: object, wish: Wish) -> None:
            assert clock is not None
            assert wish.copies > 1

        async def tell(self) -> AsyncIterator[Step]:
            for outcome in outcomes:

                async def attempt(outcome: str = outcome) -> Seen:
                    return Seen(outcome=outcome)

                yield await try_step("Cheating", "A card is shown", "revoked", attempt)

    monkeypatch.setattr(run, "start_city", no_city)
    monkeypatch.setattr(run, "Story", ShortStory)


def test_for_machines_it_prints_one_object_with_every_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(monkeypatch, "revoked", "revoked")
    assert main(["demo", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["seconds"] >= 0
    assert len(told["steps"]) == 2
    for step in told["steps"]:
        assert step["step"] == "A card is shown"
        assert (step["expected"], step["actual"]) == ("revoked", "revoked")
        assert step["seconds"] >= 0


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--json"]])
def test_one_step_that_went_otherwise_makes_it_fail(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    tell(monkeypatch, "revoked", "verified", "revoked")
    assert main(arguments) == 1


@pytest.mark.parametrize(
    ("form", "format_", "secured_by"),
    [
        ("dc+sd-jwt", "dc+sd-jwt", "ES256"),
        ("ldp_vc", "ldp_vc", "eddsa-rdfc-2022"),
        ("ldp_vc:ecdsa-rdfc-2019", "ldp_vc", "ecdsa-rdfc-2019"),
        ("ldp_vc:ecdsa-sd-2023", "ldp_vc", "ecdsa-sd-2023"),
    ],
)
def test_a_form_is_named_by_its_format_or_with_what_secures_it(form: str, format_: str, secured_by: str) -> None:
    wish = wish_for(form)
    assert (wish.format, wish.secured_by) == (format_, secured_by)


def test_a_form_that_is_not_issued_is_told_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["demo", "--format", "mso_mdoc"])
    assert "dc+sd-jwt:ES256" in capsys.readouterr().err
