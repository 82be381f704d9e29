"""What a stranger's clone contains: links that lead somewhere, and nothing of the machine it was written on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tests.house.source_files import ROOT, name_of, project_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINK = re.compile(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)

# Each in two pieces, so that this file names none of them.
HOSTS = [
    "".join(pieces)
    for pieces in (
        ("pypi", ".org"),
        ("files.python", "hosted.org"),
        ("registry.np", "mjs.org"),
        ("registry.", "yarnpkg.com"),
        ("deb.", "debian.org"),
        ("proxy.", "golang.org"),
    )
]
MACHINE_PATHS = [f"/{first}/" for first in ("work", "root", "home", "Users")] + ["C:" + "\\Users"]
SECRETS = [f"BEGIN {kind}PRIVATE KEY" for kind in ("", "EC ", "RSA ", "ENCRYPTED ")]


def texts() -> Iterator[tuple[str, str]]:
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            yield name_of(path), content.decode("utf-8", "replace")


def documents() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".md"]


def test_every_link_in_a_document_leads_to_a_file() -> None:
    broken = []
    for document in documents():
        for target in LINK.findall(CODE_BLOCK.sub("", document.read_text("utf-8"))):
            path = unquote(target.partition("#")[0])
            if path and "://" not in path and not path.startswith("mailto:") and not (document.parent / path).exists():
                broken.append((name_of(document), target))
    assert broken == []


def test_a_link_to_a_heading_finds_it() -> None:
    broken = []
    for document in documents():
        for target in LINK.findall(CODE_BLOCK.sub("", document.read_text("utf-8"))):
            path, _, fragment = target.partition("#")
            file = document.parent / unquote(path) if path else document
            if fragment and "://" not in target and file.suffix == ".md" and file.is_file():
                headings = re.findall(r"^#+ +(.+?)\s*$", file.read_text("utf-8"), re.MULTILINE)
                slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
                if fragment not in slugs:
                    broken.append((name_of(document), target))
    assert broken == []


def test_no_file_names_a_package_registry_or_a_path_of_somebodys_machine() -> None:
    found = [(name, mark) for name, text in texts() for mark in [*HOSTS, *MACHINE_PATHS] if mark in text]
    assert found == []


def test_no_private_key_is_committed() -> None:
    assert [name for name, text in texts() for mark in SECRETS if mark in text] == []


def test_the_first_screen_of_the_readme_names_only_commands_that_exist() -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = {
        command
        for document in documents()
        for command in re.findall(r"(?:^ {4}|`)make ([a-z-]+)", document.read_text("utf-8"), re.MULTILINE)
    }
    assert told <= known
