"""docs/catalogue.md as the packages say it; `python -m tests.house.catalogue_page` writes it anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.house.source_files import ROOT
from use_cases.load import load_catalogue
from use_cases.local_text import LocalText
from use_cases.use_case import Claim, Identification, Purpose, Retention, StatusPurpose, UseCase, Validity

PAGE = ROOT / "docs" / "catalogue.md"
HEAD = """\
# Die Dokumente der Stadt / The documents of the city

Was jedes Dokument sagt, wer es ausstellt und wer was davon sieht. Geschrieben aus den Paketen in
[use_cases/catalogue](../use_cases/catalogue); ein Test hält beides gleich.

What each document says, who issues it and who sees what of it. Written from the packages in
[use_cases/catalogue](../use_cases/catalogue); a test holds both equal. How to make a document of your own is told in
[the recipe](recipes/add-a-use-case.md).
"""
NOTHING = LocalText("nichts", "nothing")
IDENTIFICATION = {
    Identification.IN_PERSON: LocalText("persönlich am Schalter", "in person at the desk"),
    Identification.ACCOUNT: LocalText("über ein bestätigtes Konto", "by a confirmed account"),
    Identification.REGISTER: LocalText("über ein Register", "by a register"),
    Identification.NONE: LocalText("gar nicht", "not at all"),
}
STATUS = {
    StatusPurpose.REVOCATION: LocalText("widerrufen", "revoked"),
    StatusPurpose.SUSPENSION: LocalText("ausgesetzt", "suspended"),
}
UNITS = {
    "years": (LocalText("Jahr", "year"), LocalText("Jahre", "years")),
    "months": (LocalText("Monat", "month"), LocalText("Monate", "months")),
    "days": (LocalText("Tag", "day"), LocalText("Tage", "days")),
    "hours": (LocalText("Stunde", "hour"), LocalText("Stunden", "hours")),
    "minutes": (LocalText("Minute", "minute"), LocalText("Minuten", "minutes")),
}
SECONDS = {"days": 86_400, "hours": 3_600, "minutes": 60}


def render_page() -> str:
    """Write the page."""
    return "".join([HEAD, *(part for use_case in load_catalogue().values() for part in _document(use_case))])


def _document(use_case: UseCase) -> Iterator[str]:
    roles = {role.id: role.name for role in use_case.roles}
    issuers = [roles[proposal.role] for proposal in use_case.proposals if proposal.action == "issue"]
    forms = ", ".join(f"`{form.format}` ({form.secured_by})" for form in use_case.formats)
    asked_only = [_fact(claim) for claim in use_case.claims if not claim.on_card]
    yield f"\n## {use_case.title.de} / {use_case.title.en}\n\n"
    yield f"{use_case.description.de}.<br>*{use_case.description.en}.*\n\n"
    yield "| | |\n|---|---|\n"
    yield _row("Sagt / Says", _listed(_fact(claim) for claim in use_case.card_claims))
    yield _row("Nur gefragt, nie darauf / Only asked for, never on it", _listed(asked_only) if asked_only else NOTHING)
    yield _row("Stellt aus / Issued by", _listed(issuers))
    yield _row("Person wird erkannt / Person is identified", _identified(use_case))
    yield _row("Gilt / Holds", _holds(use_case, use_case.validity))
    yield _row("Kann werden / Can be", _listed(STATUS[purpose] for purpose in use_case.status))
    yield _row("Der Aussteller behält / The issuer keeps", _kept(use_case.retention))
    yield f"| Formen / Forms | {forms} |\n\n"
    yield "| Wer und wozu / Who and what for | Sieht / Sees | Grundlage / Basis | Behält / Keeps |\n|---|---|---|---|\n"
    for purpose in use_case.purposes:
        yield _purpose(use_case, purpose, roles[purpose.asker])


def _purpose(use_case: UseCase, purpose: Purpose, asker: LocalText) -> str:
    who = LocalText(f"**{asker.de}**: {purpose.title.de}", f"{asker.en}: {purpose.title.en}")
    seen = _listed(_named(use_case, path) for path in purpose.claims)
    if purpose.officer_sees != purpose.claims:
        shown = _listed(_named(use_case, path) for path in purpose.officer_sees) if purpose.officer_sees else NOTHING
        seen = LocalText(f"{seen.de}; das Personal: {shown.de}", f"{seen.en}; the staff: {shown.en}")
    kept = _span(purpose.retention_seconds)
    return f"| {_cell(who)} | {_cell(seen)} | {_cell(purpose.legal_basis)} | {_cell(kept)} |\n"


def _fact(claim: Claim) -> LocalText:
    """A claim by its label, those inside a group behind it."""
    inside = claim.members or (claim.item.members if claim.item else ())
    if not inside:
        return claim.label
    members = _listed(map(_fact, inside))
    return LocalText(f"{claim.label.de} ({members.de})", f"{claim.label.en} ({members.en})")


def _named(use_case: UseCase, path: tuple[str, ...]) -> LocalText:
    labels = [use_case.claim(*path[:length]).label for length in range(1, len(path) + 1)]
    return LocalText(": ".join(label.de for label in labels), ": ".join(label.en for label in labels))


def _identified(use_case: UseCase) -> LocalText:
    issuance = use_case.issuance
    told = [IDENTIFICATION[issuance.identification]]
    if issuance.second_clerk:
        told.append(LocalText("eine zweite Person stimmt zu", "a second person approves"))
    return _listed(told)


def _holds(use_case: UseCase, validity: Validity) -> LocalText:
    told = []
    if validity.lasts:
        told.append(_period({unit: getattr(validity.lasts, unit) for unit in ("years", "months", "days")}))
    if validity.until:
        told.append(LocalText(f"bis {validity.until:%d.%m.%Y}", f"until {validity.until.isoformat()}"))
    if validity.begins_with:
        label = use_case.claim(validity.begins_with).label
        told.append(LocalText(f"ab „{label.de}“", f"from “{label.en}” on"))
    if validity.ends_with:
        label = use_case.claim(validity.ends_with).label
        told.append(LocalText(f"längstens bis „{label.de}“", f"at the latest until “{label.en}”"))
    told += [
        LocalText(f"bis sich „{claim.label.de}“ ändert", f"until “{claim.label.en}” changes")
        for claim in use_case.claims
        if claim.derived and claim.derived.on_change
    ]
    return _listed(told)


def _kept(retention: Retention) -> LocalText:
    if retention.reason is None:
        return NOTHING
    span = _span(retention.claims_seconds)
    return LocalText(f"{span.de}: {retention.reason.de}", f"{span.en}: {retention.reason.en}")


def _span(seconds: int) -> LocalText:
    counts = {}
    for unit, length in SECONDS.items():
        counts[unit], seconds = divmod(seconds, length)
    return _period(counts)


def _period(counts: dict[str, int]) -> LocalText:
    named = [(count, UNITS[unit][count != 1]) for unit, count in counts.items() if count]
    return _listed(LocalText(f"{count} {unit.de}", f"{count} {unit.en}") for count, unit in named)


def _listed(texts: Iterable[LocalText]) -> LocalText:
    texts = list(texts)
    return LocalText(", ".join(text.de for text in texts), ", ".join(text.en for text in texts))


def _cell(text: LocalText) -> str:
    return f"{text.de}<br>*{text.en}*"


def _row(head: str, text: LocalText) -> str:
    return f"| {head} | {_cell(text)} |\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
