"""Names and spans of time inside of sentences for people, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.local_text import LocalText
from use_cases.use_case import Identification

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from use_cases.use_case import ClaimPath, Period, Role, UseCase, Validity

_UNITS = (
    (86_400, ("Tag", "Tage"), ("day", "days")),
    (3_600, ("Stunde", "Stunden"), ("hour", "hours")),
    (60, ("Minute", "Minuten"), ("minute", "minutes")),
    (1, ("Sekunde", "Sekunden"), ("second", "seconds")),
)

IDENTIFIED = {
    Identification.IN_PERSON: LocalText("persönlich im Amt", "in person at the office"),
    Identification.ACCOUNT: LocalText("über ein Nutzerkonto", "by an account"),
    Identification.REGISTER: LocalText("durch ein Register", "by a register"),
    Identification.NONE: LocalText("gar nicht", "not at all"),
}
"""How a person is identified: in person, not at all."""


def filled(de: str, en: str, **parts: LocalText) -> LocalText:
    """Put names into a sentence of each language, at `{name}`."""
    return LocalText(
        de.format_map({name: part.de for name, part in parts.items()}),
        en.format_map({name: part.en for name, part in parts.items()}),
    )


def quoted(text: LocalText) -> LocalText:
    """A title or label in quotation marks."""
    return LocalText(f"„{text.de}“", f'"{text.en}"')


def listed(texts: Iterable[LocalText]) -> LocalText:
    """Several names, one after the other."""
    texts = list(texts)
    return LocalText(", ".join(text.de for text in texts), ", ".join(text.en for text in texts))


def claim_name(use_case: UseCase, path: ClaimPath) -> LocalText:
    """What people call a claim; inside a group its group first."""
    labels = [use_case.claim(*path[: depth + 1]).label for depth in range(len(path))]
    return LocalText(f"„{' / '.join(one.de for one in labels)}“", f'"{" / ".join(one.en for one in labels)}"')


def claim_names(use_case: UseCase, paths: Iterable[ClaimPath]) -> LocalText:
    """What people call several claims."""
    return listed(claim_name(use_case, path) for path in paths)


def role_name(use_case: UseCase, role_id: str) -> LocalText:
    """What people call a role."""
    role: Role = next(one for one in use_case.roles if one.id == role_id)
    return quoted(role.name)


def span(seconds: int) -> LocalText:
    """A span of time in its largest whole unit, such as 90 days or 1 hour."""
    for unit, german, english in _UNITS:
        if seconds % unit == 0:
            count = seconds // unit
            return LocalText(f"{count} {german[count != 1]}", f"{count} {english[count != 1]}")
    raise ValueError("a span is a whole number of seconds")


def holds(validity: Validity) -> LocalText:
    """For how long a card holds, or until when."""
    if validity.lasts is None:
        until = validity.until
        return LocalText("", "") if until is None else LocalText(f"bis zum {until:%d.%m.%Y}", f"until {until}")
    return _period(validity.lasts)


def times(use_case: UseCase) -> Iterator[LocalText]:
    """Everything that decides from when until when a card holds."""
    rules = use_case.validity
    yield holds(rules)
    if rules.begins_with:
        yield filled("ab {day}", "from {day} on", day=claim_name(use_case, (rules.begins_with,)))
    if rules.ends_with:
        yield filled("längstens bis {day}", "until {day} at the latest", day=claim_name(use_case, (rules.ends_with,)))
    for claim in use_case.claims:
        if claim.derived and claim.derived.on_change:
            yield filled("bis sich {fact} ändert", "until {fact} changes", fact=quoted(claim.label))


def _period(period: Period) -> LocalText:
    parts = [
        LocalText(f"{count} {german[count != 1]}", f"{count} {english[count != 1]}")
        for count, german, english in (
            (period.years, ("Jahr", "Jahre"), ("year", "years")),
            (period.months, ("Monat", "Monate"), ("month", "months")),
            (period.days, ("Tag", "Tage"), ("day", "days")),
        )
        if count
    ]
    return listed(parts)
