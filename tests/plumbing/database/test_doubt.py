"""An unknown outcome is resolved by looking for what only this attempt can have written."""

from __future__ import annotations

import pytest

from plumbing.database.doubt import resolving_doubt
from plumbing.database.errors import DatabaseFull, DatabaseUnavailable, OutcomeUnknown


class Server:
    """Answers each look as it was told to; the last answer stays."""

    def __init__(self, *answers: bool | DatabaseUnavailable) -> None:
        self.answers = list(answers)
        self.looks = 0

    async def written(self) -> bool:
        self.looks += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, DatabaseUnavailable):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plumbing.database.doubt._FIRST_PAUSE", 0.0)
    monkeypatch.setattr("plumbing.database.doubt._PATIENCE_SECONDS", 0.2)


async def test_a_change_that_is_there_was_made() -> None:
    server = Server(True)
    async with resolving_doubt(server.written):
        raise OutcomeUnknown
    assert server.looks == 1


async def test_it_looks_again_while_the_server_comes_back_and_while_it_may_still_be_writing() -> None:
    server = Server(DatabaseUnavailable("away"), OutcomeUnknown("away"), False, True)
    async with resolving_doubt(server.written):
        raise OutcomeUnknown
    assert server.looks == 4


@pytest.mark.parametrize("answer", [False, DatabaseUnavailable("away")])
async def test_what_does_not_show_up_stays_in_doubt(answer: bool | DatabaseUnavailable) -> None:
    with pytest.raises(OutcomeUnknown):
        async with resolving_doubt(Server(answer).written):
            raise OutcomeUnknown


@pytest.mark.parametrize("error", [DatabaseUnavailable, DatabaseFull, ValueError])
async def test_nobody_looks_when_there_is_no_doubt(error: type[Exception]) -> None:
    server = Server(True)
    with pytest.raises(error):
        async with resolving_doubt(server.written):
            raise error
    async with resolving_doubt(server.written):
        pass
    assert server.looks == 0
