"""`stadtsiegel demo`: one object for machines, and exit code 0 only if every step went as it should."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from stadtsiegel.__main__ import main
from stadtsiegel.demo import run
from stadtsiegel.demo.step import Seen, Step, try_step

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def tell(monkeypatch: pytest.MonkeyPatch, *outcomes: str) -> None:
    """Let the demo tell a short story in a city that is not there."""

    @asynccontextmanager
    async def no_city(**_: Any) -> AsyncIterator[Any]:
        address = "https://localhost"
        yield SimpleNamespace(issuer_url=address, verifier_url=address, registry_url=address)

    class ShortStory:
        def __init__(self, _city: object, *, clock: object) -> None:
            assert clock is not None

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
