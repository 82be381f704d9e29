"""A running issuer takes over what `stadtsiegel use-case reload` has checked: the same bytes or nothing.

Each process looks for itself, once a second. Reading and proving is done beside the event loop, and what new packages
need (keys, lists) is made before the swap, so that no request waits for either.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from credentials.errors import ContextError
from issuer.kinds.read import read_packages
from issuer.kinds.reloads import reload_since
from plumbing.observability.logs import get_logger
from use_cases.faults import UseCaseError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from issuer.kinds.kinds import Kinds, LiveKinds
    from issuer.kinds.reloads import Reload
    from plumbing.database.port import Database

_log = get_logger(__name__)


class FollowReloads:
    """Keeps the packages of this process those that were checked last.

    Args:
        kinds: where they are swapped.
        database: where reloads are written.
        folder: of the city's own packages, if it has any.
        generation: of the last reload when this process started.
        make_ready: makes what kinds need before a card of them can be issued.
    """

    def __init__(
        self,
        *,
        kinds: LiveKinds,
        database: Database,
        folder: Path | None,
        generation: int,
        make_ready: Callable[[Kinds], Awaitable[None]],
    ) -> None:
        self._kinds = kinds
        self._database = database
        self._folder = folder
        # the files may have been read just before the last reload, so that one is looked at again
        self._generation, self._at_start = generation - 1, generation
        self._make_ready = make_ready
        self._refused: tuple[int, str] | None = None  # the generation that this process could not follow, and why

    async def look(self) -> None:
        """Take over what was checked since the last look, if anything was."""
        reload = await reload_since(self._database, self._generation)
        if reload is None:
            return
        try:
            kinds = await asyncio.to_thread(self._read, reload)
        except _OtherFilesError as error:
            if reload.generation == self._at_start:
                self._generation = reload.generation  # whoever starts proves the files that lie there, checked or not
            else:
                self._tell(reload, str(error))
            return
        if kinds is not self._kinds.present:
            await self._make_ready(kinds)
            self._kinds.swap(kinds)
        self._generation, self._refused = reload.generation, None
        _log.info("packages-reloaded", generation=reload.generation, packages=len(reload.digests))

    async def warning(self) -> str | None:
        """The sentence for `/health/ready`: why this process does not follow the last reload; None while it does."""
        return None if self._refused is None else self._refused[1]

    def _read(self, reload: Reload) -> Kinds:
        present = self._kinds.present
        try:
            read = read_packages(self._folder, known={one.digest: one for one in present.packages.values()})
        except (UseCaseError, OSError) as error:
            raise _OtherFilesError(reload.generation, "packages that cannot be read") from error
        differing = [name for name, digest in reload.digests.items() if name not in read or read[name].digest != digest]
        if differing:
            raise _OtherFilesError(reload.generation, f"other files of {', '.join(sorted(differing))}")
        checked = {name: read[name] for name in reload.digests}
        going_on = present.issued_packages if reload.whole else present.packages
        packages = {**going_on, **checked}
        if packages.keys() == present.packages.keys() and all(
            packages[name] is one for name, one in present.packages.items()
        ):
            return present
        try:
            return present.with_packages(packages)
        except ContextError as error:
            raise _OtherFilesError(reload.generation, "another package of a type that its offices issue") from error

    def _tell(self, reload: Reload, sentence: str) -> None:
        if self._refused != (reload.generation, sentence):
            self._refused = (reload.generation, sentence)
            _log.error("packages-not-reloaded", generation=reload.generation, reason=sentence)


class _OtherFilesError(Exception):
    """The files of this process are not those that were checked."""

    def __init__(self, generation: int, found: str) -> None:
        super().__init__(
            f"Reload {generation} of packages is not followed: this process finds {found}. Bring the files that were "
            "checked to this machine, or reload all packages again; where the settings name other packages, restart it."
        )
