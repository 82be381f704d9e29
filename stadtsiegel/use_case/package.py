"""Which package is meant: a folder by its path, or a name among the city's own packages and those of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from plumbing.settings import Fault as SettingsFault
from plumbing.settings import SettingsError, read_settings
from use_cases.faults import Fault, UseCaseError, shown
from use_cases.load import CATALOGUE, FILE_NAME, packages_in

ANY_SETTINGS: dict[str, object] = {}


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages that can be named, by the names of their folders.

    Attributes:
        own: of the city, or those of the catalogue where no folder was given.
        by_name: both; a city's own package takes the place of the shipped one.
    """

    own: Mapping[str, Traversable]
    by_name: Mapping[str, Traversable]

    @classmethod
    def among(cls, *, folder: Path | None = None, settings: Path | None = None) -> Packages:
        """Look into a folder, or into the one that an issuer's settings name.

        Raises:
            SettingsError: when the settings or the folder cannot be read.
        """
        if settings is not None:
            named = read_settings(settings, ANY_SETTINGS).get("use_cases_folder")
            folder = Path(named) if isinstance(named, str) else None
        shipped = _by_name(CATALOGUE)
        if folder is None:
            return cls(shipped, shipped)
        own = _by_name(folder)
        return cls(own, shipped | own)

    def find(self, named: str) -> Traversable:
        """Give the folder of a package.

        Raises:
            UseCaseError: when neither a folder nor a package is called so.
        """
        if (Path(named) / FILE_NAME).is_file():
            return Path(named)
        if named in self.by_name:
            return self.by_name[named]
        known = ", ".join(sorted(self.by_name))
        message = f"No package is called so, and no folder there holds a {FILE_NAME}. Known are: {known}."
        raise UseCaseError([Fault(shown(named), None, "", message)])


def _by_name(folder: Traversable) -> dict[str, Traversable]:
    try:
        return {package.name: package for package in packages_in(folder)}
    except OSError as error:
        fault = SettingsFault(str(folder), f"cannot be read ({error.strerror}); name a folder that holds packages")
        raise SettingsError([fault]) from error
