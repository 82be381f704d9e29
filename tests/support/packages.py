"""Packages in a folder of their own, in as many versions as a test wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.hall import HALL
from issuer.kinds.read import read_packages
from use_cases.load import CATALOGUE, EARLIER, FILE_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.issuing import TestIssuer

_SHIPPED = CATALOGUE / "library_card"
LIBRARY_CARD = (_SHIPPED / FILE_NAME).read_text("utf-8")
NEXT_VERSION = ("version = 1\n", "version = 2\n")


def library_card(*changes: tuple[str, str]) -> str:
    """The text of the library card, with some places changed."""
    text = LIBRARY_CARD
    for before, after in changes:
        if before not in text:
            raise AssertionError(f"the package has no {before!r}")
        text = text.replace(before, after)
    return text


def write_package(folder: Path, text: str, *, earlier: dict[int, str] | None = None) -> Path:
    """Write a package with its earlier versions, in place of what was there; answer where the packages lie."""
    package = folder / "library_card"
    (package / EARLIER).mkdir(parents=True, exist_ok=True)
    for picture in _SHIPPED.iterdir():
        if picture.name != FILE_NAME:
            (package / picture.name).write_bytes(picture.read_bytes())
    for left in (package / EARLIER).iterdir():
        left.unlink()
    for version, content in (earlier or {}).items():
        (package / EARLIER / f"v{version}.toml").write_text(content, "utf-8")
    (package / FILE_NAME).write_text(text, "utf-8")
    return folder


def take_over(issuer: TestIssuer, text: str, *, earlier: dict[int, str] | None = None) -> None:
    """Let another text be the newest version at once, beside the first one unless told otherwise."""
    folder = issuer.settings.use_cases_folder
    if folder is None:
        raise AssertionError("this issuer has no packages of its own")
    kinds = issuer.app[HALL].kinds
    write_package(folder, text, earlier={1: LIBRARY_CARD} if earlier is None else earlier)
    kinds.swap(kinds.present.with_packages(read_packages(folder)))
