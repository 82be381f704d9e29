"""How a new version is issued: by whom, after which proof, for how long, and what the office keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.difference.change import Change, Topic
from use_cases.local_text import LocalText
from use_cases.words import IDENTIFIED, filled, holds, listed, quoted, role_name, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from use_cases.use_case import UseCase

_ISSUE = "issue"


def compare_issuing(old: UseCase, new: UseCase) -> Iterator[Change]:
    """Tell what changes for offices."""
    yield from _issuers(old, new)
    yield from _steps(old, new)
    yield from _kept(old, new)
    if old.validity != new.validity:
        text = filled(
            "Neue Karten gelten {now}; bisher: {then}. Ausgestellte Karten behalten ihr Ende.",
            "New cards hold {now}; until now: {then}. Cards that were issued keep their end.",
            now=holds(new.validity),
            then=holds(old.validity),
        )
        yield Change(Topic.ISSUED, text)


def _issuers(old: UseCase, new: UseCase) -> Iterator[Change]:
    before, after = _who_issues(old), _who_issues(new)
    added = [role for role in after if role not in before]
    gone = [role for role in before if role not in after]
    if added:
        text = filled(
            "{roles} soll neu ausstellen; das gilt erst, wenn die Registerstelle es bestätigt.",
            "{roles} is to issue, too; that holds only when the authority says so.",
            roles=listed(role_name(new, role) for role in added),
        )
        yield Change(Topic.ISSUED, text)
    if gone:
        text = filled(
            "{roles} soll nicht mehr ausstellen; das gilt erst, wenn die Registerstelle die Aussage beendet.",
            "{roles} is to issue no longer; that holds only when the authority ends its statement.",
            roles=listed(role_name(old, role) for role in gone),
        )
        yield Change(Topic.ISSUED, text)


def _steps(old: UseCase, new: UseCase) -> Iterator[Change]:
    before, after = old.issuance, new.issuance
    if before.identification is not after.identification:
        text = filled(
            "Die Person wird jetzt {now} identifiziert; bisher: {then}.",
            "The person is identified {now}; until now: {then}.",
            now=IDENTIFIED[after.identification],
            then=IDENTIFIED[before.identification],
        )
        yield Change(Topic.ISSUED, text)
    if before.second_clerk is not after.second_clerk:
        text = (
            LocalText("Eine zweite Person im Amt muss zustimmen.", "A second clerk must approve.")
            if after.second_clerk
            else LocalText("Eine zweite Person muss nicht mehr zustimmen.", "A second clerk need not approve any more.")
        )
        yield Change(Topic.ISSUED, text)
    if before.tx_code is not after.tx_code:
        text = (
            LocalText(
                "Zum Laden der Karte braucht es jetzt eine Zahl vom Amt.",
                "Loading the card needs a number from the office now.",
            )
            if after.tx_code
            else LocalText(
                "Zum Laden der Karte braucht es keine Zahl vom Amt mehr.",
                "Loading the card needs no number from the office any more.",
            )
        )
        yield Change(Topic.ISSUED, text)
    now_asked = [one for one in new.registers if one.id not in {other.id for other in old.registers}]
    if now_asked:
        text = filled(
            "Angaben kommen jetzt auch aus {registers}.",
            "Claims come from {registers}, too, now.",
            registers=listed(quoted(one.title) for one in now_asked),
        )
        yield Change(Topic.ASKED, text)


def _kept(old: UseCase, new: UseCase) -> Iterator[Change]:
    before, after = old.retention.claims_seconds, new.retention.claims_seconds
    if after and after != before:
        text = filled(
            "Das Amt bewahrt die Angaben nach der Ausstellung {now} lang auf{then}. Grund: {reason}",
            "The office keeps the claims for {now} after issue{then}. Reason: {reason}",
            now=span(after),
            then=filled("; bisher {then} lang", "; until now for {then}", then=span(before))
            if before
            else LocalText("; bisher gar nicht", "; until now not at all"),
            reason=new.retention.reason or LocalText("", ""),
        )
        yield Change(Topic.KEPT, text)
    if before and not after:
        text = LocalText(
            "Das Amt bewahrt die Angaben nach der Ausstellung nicht mehr auf.",
            "The office keeps the claims after issue no longer.",
        )
        yield Change(Topic.NO_LONGER, text)


def _who_issues(use_case: UseCase) -> list[str]:
    return [proposal.role for proposal in use_case.proposals if proposal.action == _ISSUE]
