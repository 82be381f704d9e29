"""What is published of a package has the same bytes on every machine, and for as long as cards name it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib

import pytest

from tests.use_cases.catalogue.golden_digests import FILE, digests, render

RAISE_THE_VERSION = (
    "Readers hold context and schema by their digest: these bytes refuse every card that was issued before. Keep the "
    "package as earlier/v<version>.toml, raise `version` in use_case.toml, and write the new digests beside the old "
    "ones (python -m tests.use_cases.catalogue.golden_digests)."
)
PIN_IT_TOO = (
    "The type metadata have other labels or colours. Nothing that was issued is refused; the authority pins the new "
    "document beside the earlier one. Write the digests anew (python -m tests.use_cases.catalogue.golden_digests)."
)
GOLDEN = tomllib.loads(FILE.read_text("utf-8"))


@pytest.mark.parametrize("what", ["context", "schema"])
def test_what_cards_name_never_changes_within_a_version(what: str) -> None:
    now = digests()
    changed = [name for name, documents in GOLDEN.items() if now.get(name, {}).get(what) != documents[what]]
    assert not changed, f"{what} of {', '.join(changed)}: {RAISE_THE_VERSION}"


def test_type_metadata_change_only_knowingly() -> None:
    now = digests()
    changed = [name for name, documents in GOLDEN.items() if now[name]["type_metadata"] != documents["type_metadata"]]
    assert not changed, f"{', '.join(changed)}: {PIN_IT_TOO}"


def test_every_package_has_its_digests() -> None:
    assert digests().keys() <= GOLDEN.keys(), "Write them: python -m tests.use_cases.catalogue.golden_digests"


@pytest.mark.parametrize("machine", [{"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"}])
def test_another_machine_writes_the_same_bytes(machine: dict[str, str]) -> None:
    """Another order of hashes, no UTF-8 by default, another day: what could change bytes and is no package."""
    code = "import sys, tests.use_cases.catalogue.golden_digests as g; sys.stdout.buffer.write(g.render().encode())"
    written = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-X", "utf8=0", "-c", code], env=os.environ | machine, capture_output=True, check=True
    )
    assert written.stdout.decode() == render()
