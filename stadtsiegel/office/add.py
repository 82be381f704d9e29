"""`stadtsiegel office add`: one more office in a deployment that runs already.

The settings are proven with the new office before they take the place of the old ones, in one step; the lines that
people wrote stay as they are. A run that was interrupted is simply run again.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.keys.multikey import render_multikey
from plumbing.settings import Fault, SettingsError
from stadtsiegel.deployment_files import office_table
from stadtsiegel.next_steps import curl_of
from stadtsiegel.office.opened import SETTINGS_FILE, open_issuer, read_settings_of
from stadtsiegel.statements import pretty, propose_to_issue, propose_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from credentials.strict_json import JsonObject
    from issuer.offices.office import Office


async def add_office(folder: Path, office_id: str, *, name: Mapping[str, str], use_cases: Sequence[str]) -> str:
    """Add an office with its keys and proposals; answer its secrets (once) and the next steps.

    Raises:
        SettingsError: with every fault of the settings as they would be; they stay as they are.
    """
    file = folder / SETTINGS_FILE
    settings, _ = read_settings_of(file)
    if office_id in settings.offices:
        raise SettingsError([Fault("", f"{office_id} is an office of this deployment already")])
    draft = _draft(file, office_table(office_id, name, use_cases))
    try:
        async with open_issuer(draft) as issuer:
            office = issuer.office(office_id)
            keys = await issuer.keys.signing_keys(office)
            api_key = await issuer.parts.api_keys.create(owner=office.id)
        proposals = _write_proposals(folder / "statements" / office_id, office)
        draft.replace(file)
        _make_durable(file.parent)
    finally:
        draft.unlink(missing_ok=True)
    registry_url = settings.trust.list_url.rpartition("/")[0]
    return "\n".join(
        [
            f"{office_id} is an office of this deployment.",
            "",
            f"  {office.did}",
            *(
                f"  {render_multikey(key.public_key)}   (compare this fingerprint with what others are given)"
                for key in keys
            ),
            "",
            "Its API key, shown this once and kept only as a digest. Put it into its owner's secret store now:",
            f"  {api_key}",
            "",
            "Next:",
            "1. Let the issuer read its settings anew: kill -HUP its first process (with --workers), or restart it.",
            f"2. Read the proposals in {folder / 'statements' / office_id}, and let the authority say them:",
            "     read -rs AUTHORITY_KEY   # paste the authority's API key; it is not shown",
            *(f"     {curl_of(registry_url, method, path, body, what)}" for method, path, body, what in proposals),
            "",
        ]
    )


def _draft(file: Path, table: str) -> Path:
    """Write the settings with one more table beside the old ones, so that relative paths mean the same."""
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(f"{file.read_text('utf-8').rstrip()}\n\n{table}")
        opened.flush()
        os.fchmod(opened.fileno(), file.stat().st_mode & 0o777)
        os.fsync(opened.fileno())
    return Path(name)


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_proposals(folder: Path, office: Office) -> list[tuple[str, str, Path, str]]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    proposals = []
    for kind in office.use_cases.values():
        for method, path, stem, body, what in (
            (
                "PUT",
                "/api/credential-types",
                "credential-type",
                propose_type(kind, issuer_url=office.public_url),
                "which card there is, with the digests of its documents (again, if it is listed: nothing changes)",
            ),
            (
                "POST",
                "/api/statements",
                "may-issue",
                propose_to_issue(kind, entity=office.did, name=office.name.to_json()),
                "that the office may issue it",
            ),
        ):
            file = folder / f"{stem}-{kind.name}.json"
            _write(file, body)
            proposals.append((method, path, file, what))
    return proposals


def _write(file: Path, body: JsonObject) -> None:
    file.touch(mode=0o600)
    file.write_text(pretty(body), "utf-8")
