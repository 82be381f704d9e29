"""The two wings together, over HTTPS: what the authority says is what a reader believes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.verification.evidence import Standing
from plumbing.http.free_port import choose_free_port
from plumbing.http.serve import start_site
from tests.trust_registry.authorities import MAY_ISSUE, NEW_TYPE, build_registry
from tests.trust_registry.statements import CARD, LIBRARY
from trust_registry.reading.lookup import RegistryReader
from trust_registry.reading.resolve_did import DidResolver
from trust_registry.reading.trust_settings import parse_trust_settings

if TYPE_CHECKING:
    from plumbing.clock import MovableClock
    from plumbing.database.port import Database
    from plumbing.http.fetch import Fetcher
    from plumbing.http.tls import ThrowAwayCa


async def test_a_statement_reaches_a_reader_and_so_does_its_end(
    database: Database, reading_database: Database, clock: MovableClock, ca: ThrowAwayCa, fetcher: Fetcher
) -> None:
    port = choose_free_port()
    registry = await build_registry(database, clock, public_url=f"https://localhost:{port}")
    authority = registry.authority
    trust = parse_trust_settings(
        {"authority": authority.did, "keys": [authority.multikey], "list_url": authority.list_url}
    )
    site = await start_site(registry.app, port=port, tls=ca.server_context())
    try:
        reader = RegistryReader(database=reading_database, fetcher=fetcher, clock=clock, trust=trust)
        assert (await reader.current()).statements == ()
        headers = {"Authorization": f"Bearer {registry.api_key}"}
        management = {"accept": "application/json", "max_bytes": 65_536, "headers": headers}
        await fetcher.put_json(site.url + "/api/credential-types", NEW_TYPE, **management)  # type: ignore[arg-type]
        said = await fetcher.post_json(site.url + "/api/statements", MAY_ISSUE, **management)  # type: ignore[arg-type]
        clock.move(60)
        believed = await reader.current()
        assert believed.standing(entity=LIBRARY, action="issue", credential_type=CARD, at=clock.now()) is (
            Standing.AUTHORIZED
        )
        end = f"{site.url}/api/statements/{said.json_object()['statement']['id']}/end"
        await fetcher.post_json(end, {"as": "compromised"}, **management)  # type: ignore[arg-type]
        clock.move(60)
        believed = await reader.current()
        assert believed.standing(entity=LIBRARY, action="issue", credential_type=CARD, at=clock.now() - 90) is (
            Standing.COMPROMISED
        )
        document = await DidResolver(fetcher=fetcher, clock=clock).resolve(authority.did)
        assert document["verificationMethod"][0]["publicKeyMultibase"] == authority.multikey
    finally:
        await site.stop()
