"""The answer to a COMMIT is lost: the registry looks whether its statement is there, and says nothing twice (D-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.database.open import open_database
from tests.support.cutting_proxy import cutting_proxy
from tests.trust_registry.authorities import MAY_ISSUE, NEW_TYPE, build_registry, open_desk

if TYPE_CHECKING:
    from plumbing.clock import MovableClock
    from tests.support.postgresql import Cluster


async def test_a_statement_whose_commit_was_lost_is_said_once(postgresql_cluster: Cluster, clock: MovableClock) -> None:
    async with cutting_proxy(postgresql_cluster) as proxy:
        database = await open_database(proxy.url_of(postgresql_cluster.new_database()))
        async with open_desk(await build_registry(database, clock)) as desk:
            await desk.call("PUT", "/api/credential-types", NEW_TYPE)
            proxy.cut("COMMIT")
            status, said = await desk.call("POST", "/api/statements", MAY_ISSUE)
            assert (status, proxy.cuts, said["published"]) == (201, 1, True)
            _, listed = await desk.call("GET", "/api/statements")
            assert listed["statements"] == [said["statement"]]
        await database.close()
