"""docs/retention.md as the rules say it; `python -m tests.house.retention_page` writes it anew."""

from __future__ import annotations

import tomllib
from typing import Any

from plumbing.retention.forget import FORGET_SECONDS, SCRUB_SECONDS
from plumbing.retention.rules import FILE
from tests.house.source_files import ROOT

PAGE = ROOT / "docs" / "retention.md"
SECTIONS = {
    "Aussteller / Issuer": ["issuer"],
    "Prüfer / Verifier": ["verifier"],
    "Vertrauensregister / Trust registry": ["trust_registry.keeping"],
    "Aussteller und Prüfer / Issuer and verifier": ["plumbing.sealed_records", "trust_registry.reading"],
    "Jeder Dienst / Every service": [
        "plumbing.audit",
        "plumbing.access",
        "plumbing.database",
        "plumbing.idempotency",
        "plumbing.keyring",
        "plumbing.turns",
    ],
}
HEAD = f"""\
# Was wie lange gespeichert wird / What is kept for how long

Für Datenschutzbeauftragte. Spalten mit Angaben über Personen (**P**) sind je Datensatz mit einem eigenen Schlüssel
versiegelt. Wird der Schlüssel gelöscht, sind es auch die Angaben; mit der nächsten Sicherung, die die Schlüsseldatei
ersetzt, auch in allen älteren. Die Tabellen unten sind das, wonach die Dienste wirklich löschen.

For data protection officers. This page is written from the `retention.toml` of each room with tables, which is also
what the services delete by; a test holds both equal to the tables that are really there.

**How deletion works.** A column with a word about a person (**P**) is sealed with a data key of its own. The key lies
in the table `data_keys`; deleting it is the deletion, in old backups as well: they never hold keys, and the one file of
keys forgets with the next backup, which replaces it ([ADR 7](adr/0007-a-data-key-per-record.md)).

One worker of each service deletes what is over every {FORGET_SECONDS} seconds. Every {SCRUB_SECONDS // 60} minutes it
lets deleted keys be gone from the database's files: SQLite overwrites what is deleted and empties its write-ahead log;
PostgreSQL writes the small table of keys into a new file (`VACUUM FULL`), since a plain `VACUUM` leaves their bytes.

**What remains.** PostgreSQL keeps its own write-ahead log until it uses a segment again (`max_wal_size` bounds it), and
longer where an archive or a replica wants it. An archive of that log holds old data keys, readable with the unlock key:
the city deletes it on a schedule of its own. Outside of this program are also copies of a disk that were made without
`stadtsiegel backup`, and what a solid-state disk keeps behind its controller.
"""


def rules_of(room: str) -> dict[str, dict[str, Any]]:
    """The tables of a room with all that its file says, the words for people included."""
    folder = ROOT.joinpath(*room.split(".")) / "migrations"
    return tomllib.loads((folder / FILE).read_text(encoding="utf-8"))


def render_page() -> str:
    """Write the page."""
    parts = [HEAD]
    for title, rooms in SECTIONS.items():
        parts.append(f"\n## {title}\n\n")
        parts.append("| Tabelle / Table | Was / What | Wie lange / How long | Warum / Why | Löscht / Deleted by |\n")
        parts.append("|---|---|---|---|---|\n")
        for room in rooms:
            parts += [_row(table, facts) for table, facts in rules_of(room).items()]
    return "".join(parts)


def _row(table: str, facts: dict[str, Any]) -> str:
    name = f"`{table}`" + "".join(f"<br>**P** `{column}`" for column in facts.get("personal", ()))
    texts = [f"{facts[what]['de']}<br>*{facts[what]['en']}*" for what in ("holds", "kept", "why")]
    if facts.get("deletes"):
        deleted_by = "Aufräumlauf<br>*retention job*"
    elif "deleted_with" in facts:
        deleted_by = f"Aufräumlauf, mit<br>*retention job, with*<br>`{facts['deleted_with']}`"
    elif "deleted_by" in facts:
        deleted_by = f"{facts['deleted_by']['de']}<br>*{facts['deleted_by']['en']}*"
    else:
        deleted_by = "nichts<br>*nothing*"
    return f"| {' | '.join([name, *texts, deleted_by])} |\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
