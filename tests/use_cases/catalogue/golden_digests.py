"""golden_digests.toml as the packages say it; `python -m tests.use_cases.catalogue.golden_digests` writes it anew.

Only after a look at the rule: a version that was ever issued keeps its context and its schema for good.
"""

from __future__ import annotations

from pathlib import Path

from use_cases.derive.context import context_document
from use_cases.derive.schema import schema_document
from use_cases.derive.type_metadata import type_metadata_document
from use_cases.load import CATALOGUE, load_packages, packages_in

FILE = Path(__file__).with_suffix(".toml")
DERIVED = {"context": context_document, "schema": schema_document, "type_metadata": type_metadata_document}


def digests() -> dict[str, dict[str, str]]:
    """The SHA-256 of each published document, by the name and version of its package."""
    return {
        f"{name}-v{use_case.version}": {what: derive(use_case).sha256 for what, derive in DERIVED.items()}
        for name, package in load_packages(packages_in(CATALOGUE)).items()
        for use_case in package.versions
    }


def render() -> str:
    """Write the file."""
    return "\n".join(
        f"[{package}]\n" + "".join(f'{what} = "{digest}"\n' for what, digest in documents.items())
        for package, documents in digests().items()
    )


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8")
