"""Where the services of a city in one process are at home: a folder, a certificate authority, one way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.http.fetch import Fetcher
from plumbing.http.free_port import choose_free_port
from plumbing.http.serve import start_site
from plumbing.http.tls import ThrowAwayCa
from plumbing.keyring.unlock import create_unlock_key_file
from plumbing.secret import Secret
from plumbing.service.settings import ServiceSettings, TlsMode
from plumbing.service.start import start_service
from stadtsiegel.clients import Api

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from contextlib import AsyncExitStack
    from pathlib import Path

    from aiohttp import web

    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy
    from plumbing.service.start import ServiceParts

CA_FOLDER = "throw-away-ca"


class Premises:
    """What all services share; everything that is opened here is closed by the stack.

    Attributes:
        folder: Where databases, keys and certificates lie.
        clock: What time it is in the city.
        entropy: Where all randomness comes from.
        fetcher: How the city's people reach its services.
        root_file: Certificate of the throw-away authority.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        entropy: Entropy,
        stack: AsyncExitStack,
        database_urls: Mapping[str, str],
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.clock = clock
        self.entropy = entropy
        self.folder = folder
        self._stack = stack
        self._database_urls = database_urls
        self._unlock_key_file = folder / "unlock.key"
        if not self._unlock_key_file.exists():
            create_unlock_key_file(self._unlock_key_file, entropy)
        self._ca = ThrowAwayCa.load_or_create(folder / CA_FOLDER)
        self.root_file = self._ca.root_file
        self.fetcher = Fetcher(roots_pem=self._ca.root_pem, allow_loopback=True)
        stack.push_async_callback(self.fetcher.close)

    async def start_service(
        self,
        service: str,
        url: str,
        *,
        port: int,
        migrate: Callable[[Database], Awaitable[None]],
        build: Callable[[ServiceParts], Awaitable[web.Application]],
    ) -> ServiceParts:
        """Start one of the three services with its own database."""
        database_url = self._database_urls.get(service, f"sqlite:///{self.folder.resolve() / service}.sqlite")
        running = await start_service(
            service=service,
            settings=ServiceSettings(
                public_url=url,
                listen_port=port,
                internal_port=0,
                tls=TlsMode.THROW_AWAY,
                tls_folder=self.folder / CA_FOLDER,
                database_url=Secret(database_url),
                unlock_key_file=self._unlock_key_file,
            ),
            migrate=migrate,
            build=build,
            clock=self.clock,
            entropy=self.entropy,
        )
        self._stack.push_async_callback(running.stop)
        return running.parts

    async def start_server(self, app: web.Application, *, port: int) -> None:
        """Start somebody else's server, with a certificate of the same authority."""
        site = await start_site(app, port=port, tls=self._ca.server_context())
        self._stack.push_async_callback(site.stop)

    async def api(self, parts: ServiceParts, base_url: str, *, owner: str) -> Api:
        """Open a management API with a new key, the only one of its owner."""
        # A key is shown once, so a city that starts again needs new ones; the old ones must not pile up.
        for old in await parts.api_keys.keys_of(owner=owner):
            await parts.api_keys.revoke(owner=owner, prefix=old.prefix)
        return await self.another_api(parts, base_url, owner=owner)

    async def another_api(self, parts: ServiceParts, base_url: str, *, owner: str) -> Api:
        """Open it with one more key: for a colleague."""
        return Api(base_url=base_url, api_key=await parts.api_keys.create(owner=owner), fetcher=self.fetcher)


def free_address() -> tuple[str, int]:
    """Choose a port that is free now, and the address that goes with it."""
    return address_of(port := choose_free_port()), port


def address_of(port: int) -> str:
    """The https origin of a port on this machine; by name, as an IP address is no DID."""
    return f"https://localhost:{port}"
