"""From the folders of packages to proven values; the faults of all are told at once, with file and line.

The only file of this package that reads files: `use_case.toml`, `earlier/v<version>.toml`, and pictures beside it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from use_cases.faults import Fault, UseCaseError
from use_cases.package import Package
from use_cases.proving import logo, source
from use_cases.proving.prove import prove_versions
from use_cases.use_case import UseCase

FILE_NAME = "use_case.toml"
EARLIER = "earlier"
CATALOGUE = files("use_cases") / "catalogue"
"""The folder of the packages that are shipped with Stadtsiegel."""

MAX_FILES = 100
"""So many files, earlier versions and pictures together, may belong to a package."""

_EARLIER = re.compile(r"[A-Za-z0-9._-]{1,60}\.toml")


def load_package(folder: Traversable, *, known: Mapping[str, Package] | None = None) -> Package:
    """Read and prove the package in a folder (a Path, or package data).

    Args:
        folder: where `use_case.toml` lies.
        known: packages by their digests; one whose files are the same is not proven again.

    Raises:
        UseCaseError: with every fault that was found.
    """
    texts, pictures = _read_package(folder)
    digest = _digest(texts | pictures)
    if known and digest in known:
        return known[digest]
    newest, *earlier = prove_versions({str(folder / name): text for name, text in texts.items()}, pictures)
    return Package(newest, tuple(sorted(earlier, key=lambda one: one.version)), digest)


def load_other_version(file: Path, folder: Traversable) -> UseCase:
    """Read and prove a version of a package from a file that lies elsewhere, with the pictures of the package's folder.

    Raises:
        UseCaseError: with every fault that was found.
    """
    _, pictures = _read_package(folder)
    try:
        text = _read(file.parent, file.name, source.MAX_BYTES)
    except OSError as error:
        raise UseCaseError([_unreadable(file, error)]) from error
    return prove_versions({str(file): text}, pictures)[0]


def load_packages(folders: Iterable[Traversable], *, known: Mapping[str, Package] | None = None) -> dict[str, Package]:
    """Read several packages by name; the faults of all are told together, and two with one identity are refused."""
    packages: dict[str, Package] = {}
    types: dict[str, str] = {}
    faults: list[Fault] = []
    for folder in folders:
        try:
            package = load_package(folder, known=known)
        except UseCaseError as error:
            faults += error.every_fault
            continue
        file = str(folder / FILE_NAME)
        name, type_iri = package.newest.name, package.newest.credential_type_iri
        if name in packages:
            message = f"Another package is already called `{name}`. Give this one another name."
            faults.append(Fault(file, None, "name", message))
        elif type_iri in types:
            message = f"The package `{types[type_iri]}` already describes {type_iri}. Choose another type."
            faults.append(Fault(file, None, "credential_type", message))
        else:
            packages[name] = package
            types[type_iri] = name
    if faults:
        raise UseCaseError(faults)
    return packages


def packages_in(folder: Traversable) -> list[Traversable]:
    """Name the folders inside a folder that hold a package, in the order of their names; raises OSError."""
    inside = [package for package in folder.iterdir() if (package / FILE_NAME).is_file()]
    return sorted(inside, key=lambda package: package.name)


def load_use_case(folder: Traversable) -> UseCase:
    """Give the newest version of the package in a folder; raises as `load_package`."""
    return load_package(folder).newest


def load_use_cases(folders: Iterable[Traversable]) -> dict[str, UseCase]:
    """Give the newest version of several packages by name; raises as `load_packages`."""
    return {name: package.newest for name, package in load_packages(folders).items()}


def load_catalogue() -> dict[str, UseCase]:
    """Give the newest version of each package that is shipped with Stadtsiegel, by name."""
    return load_use_cases(packages_in(CATALOGUE))


def _read_package(folder: Traversable) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Read the texts of a package, the newest first, and its pictures, by their names inside the folder.

    Raises:
        UseCaseError: when a file cannot be read, or when there are too many.
    """
    texts: dict[str, bytes] = {}
    pictures: dict[str, bytes] = {}
    name = FILE_NAME
    try:
        names = _names(folder)
        if len(names) > MAX_FILES:
            message = f"More than {MAX_FILES} files belong to this package. Remove pictures that it does not show."
            raise UseCaseError([Fault(str(folder), None, "", message)])
        for name in names:
            if name.endswith(".toml"):
                texts[name] = _read(folder, name, source.MAX_BYTES)
            else:
                pictures[name] = _read(folder, name, logo.MAX_BYTES)
    except OSError as error:
        raise UseCaseError([_unreadable(folder / name, error)]) from error
    return texts, pictures


def _unreadable(file: Traversable, error: OSError) -> Fault:
    reason = error.strerror or "no reason given"
    return Fault(str(file), None, "", f"The file cannot be read ({reason}). Check that it exists and may be read.")


def _names(folder: Traversable) -> list[str]:
    """Name the files that belong to a package: its newest version, the earlier ones, what may be its logo."""
    earlier = folder / EARLIER
    return [
        FILE_NAME,
        *sorted(f"{EARLIER}/{name}" for name in _inside(earlier) if _EARLIER.fullmatch(name)),
        *sorted(name for name in _inside(folder) if logo.LOGO_NAME.fullmatch(name)),
    ]


def _inside(folder: Traversable) -> list[str]:
    return [one.name for one in folder.iterdir()] if folder.is_dir() else []


def _read(folder: Traversable, name: str, limit: int) -> bytes:
    """Read one byte more than the limit at most; OSError for what is no file of this folder, such as a pipe."""
    file = folder / name
    if _leads_out(folder, file):
        raise PermissionError(None, "it leads out of the folder of the package")
    if not file.is_file():
        raise FileNotFoundError(None, "there is no such file")
    with file.open("rb") as stream:
        return stream.read(limit + 1)


def _leads_out(folder: Traversable, file: Traversable) -> bool:
    """Whether a link goes elsewhere; those of a mounted ConfigMap stay inside."""
    if not (isinstance(folder, Path) and isinstance(file, Path)):
        return False
    linked = file.is_symlink() or file.parent.is_symlink()
    try:
        return linked and not file.resolve().is_relative_to(folder.resolve())
    except RuntimeError:  # it leads in a circle
        return True


def _digest(contents: Mapping[str, bytes]) -> str:
    """Digest names and contents, each with its length, so that no two packages give the same bytes."""
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{len(name.encode())} {len(content)} {name}".encode() + content)
    return digest.hexdigest()
