"""docs/catalogue.md as the packages say it; `python -m tests.house.catalogue_page` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator

from tests.house.source_files import ROOT
from use_cases.derive.privacy_label import privacy_label
from use_cases.load import load_catalogue
from use_cases.local_text import LocalText
from use_cases.use_case import Claim, Purpose, UseCase
from use_cases.words import IDENTIFIED, claim_names, filled, listed, role_name, span, times

PAGE = ROOT / "docs" / "catalogue.md"
HEAD = """\
# Die Dokumente der Stadt / The documents of the city

Was jedes Dokument sagt, wer es ausstellt, wer danach fragt und was er dabei erfährt. Geschrieben aus den Paketen in
[use_cases/catalogue](../use_cases/catalogue); ein Test hält beides gleich.

What each document says, who issues it, who asks for it and what they learn. Written from the packages in
[use_cases/catalogue](../use_cases/catalogue); a test holds both equal. `stadtsiegel use-case try NAME` plays one,
and how to make one of your own says [the recipe](recipes/add-a-use-case.md).
"""
NOTHING = LocalText("nichts", "nothing")


def render_page() -> str:
    """Write the page."""
    return "".join([HEAD, *(part for use_case in load_catalogue().values() for part in _document(use_case))])


def _document(use_case: UseCase) -> Iterator[str]:
    asked_only = [claim.label for claim in use_case.claims if not claim.on_card]
    issuers = [proposal.role for proposal in use_case.proposals if proposal.action == "issue"]
    yield f"\n## {use_case.title.de} / {use_case.title.en}\n\n"
    yield f"{use_case.description.de}.<br>*{use_case.description.en}.*\n\n"
    yield f"| [`{use_case.name}`](../use_cases/catalogue/{use_case.name}/use_case.toml) | |\n|---|---|\n"
    yield _row("Sagt / Says", listed(map(_fact, use_case.card_claims)))
    yield _row("Nur gefragt, nie darauf / Only asked for, never on it", listed(asked_only) if asked_only else NOTHING)
    yield _row("Stellt aus / Issued by", listed(role_name(use_case, role) for role in issuers))
    yield _row("Person wird identifiziert / Person is identified", IDENTIFIED[use_case.issuance.identification])
    yield _row("Gilt / Holds", listed(times(use_case)))
    yield _row("Das Amt behält / The office keeps", _kept(use_case))
    yield _row(
        "Formen / Forms", LocalText(*[", ".join(f"{one.format} ({one.secured_by})" for one in use_case.formats)] * 2)
    )
    yield "\n| Wer und wozu / Who and what for | Fragt nach / Asks for | Grundlage / Basis | Erfährt / Learns |\n"
    yield "|---|---|---|---|\n"
    for purpose in use_case.purposes:
        yield _purpose(use_case, purpose)


def _purpose(use_case: UseCase, purpose: Purpose) -> str:
    who = filled("{role}: {title}", "{role}: {title}", role=role_name(use_case, purpose.asker), title=purpose.title)
    cells = [who, claim_names(use_case, purpose.claims), purpose.legal_basis, _label(use_case, purpose)]
    return f"| {' | '.join(map(_cell, cells))} |\n"


def _label(use_case: UseCase, purpose: Purpose) -> LocalText:
    """The privacy label of the form that shows least, which is the one that a wallet is asked for first."""
    form = min(use_case.formats, key=lambda form: not form.selective)
    sentences = privacy_label(use_case, purpose, form).sentences
    return LocalText(" ".join(one.de for one in sentences), " ".join(one.en for one in sentences))


def _fact(claim: Claim) -> LocalText:
    """A claim by its label, those inside a group behind it."""
    if not (inside := (claim.item or claim).members):
        return claim.label
    return filled("{label} ({inside})", "{label} ({inside})", label=claim.label, inside=listed(map(_fact, inside)))


def _kept(use_case: UseCase) -> LocalText:
    retention = use_case.retention
    if retention.reason is None:
        return NOTHING
    return filled("{span}: {reason}", "{span}: {reason}", span=span(retention.claims_seconds), reason=retention.reason)


def _cell(text: LocalText) -> str:
    return text.de if text.de == text.en else f"{text.de}<br>*{text.en}*"


def _row(head: str, text: LocalText) -> str:
    return f"| {head} | {_cell(text)} |\n"


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
