"""What the authority does at the registry: statements that are said must be listed, whatever dies in between."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from credentials.jose import jws
from stadtsiegel.library_city import KIND, LIBRARY
from stadtsiegel.statements import propose_to_issue
from use_cases.load import load_catalogue

if TYPE_CHECKING:
    from tests.chaos.harness.client import Client
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.ledger import Ledger

_SAID = (201, 200)
_SAID_BEFORE = 409


class AuthoritySteps:
    """Says that one office after the other may issue."""

    def __init__(self, city: FoundedCity, client: Client, ledger: Ledger) -> None:
        self._city = city
        self._client = client
        self._ledger = ledger
        self._kind = load_catalogue()[KIND]

    async def say(self, number: int) -> None:
        """Say a statement; the same one, from the same moment on, cannot be said twice."""
        entity = f"did:web:office-{number}.example"
        statement = propose_to_issue(self._kind, entity=entity, name=LIBRARY.to_json())
        answer = await self._client.persist(
            "POST",
            f"{self._city.urls['registry']}/api/statements",
            key=self._city.api_keys["registry"],
            json={**statement, "starts": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())},
        )
        if answer.status in _SAID or (answer.status == _SAID_BEFORE and answer.doubtful):
            self._ledger.statements.add(entity)
        else:
            self._ledger.wrong("wrongly_refused", f"a statement: {answer.status} {answer.body!r}")

    async def see_list(self) -> None:
        """Hold what was said against the signed list."""
        token = (await self._client.persist("GET", f"{self._city.urls['registry']}/trust-list")).body
        claims = jws.parse(token.decode("ascii"), max_bytes=1 << 20).claims()
        listed = [statement["entity"] for statement in claims["statements"]]
        for entity in self._ledger.statements:
            if listed.count(entity) != 1:
                self._ledger.wrong("lost", f"the statement about {entity} is listed {listed.count(entity)} times")
