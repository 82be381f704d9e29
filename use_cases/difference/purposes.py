"""Who asks for what in a new version: new askers, more claims, longer keeping, another legal basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.difference.change import Change, Topic
from use_cases.use_case import Disclosure
from use_cases.words import claim_names, filled, quoted, role_name, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from use_cases.local_text import LocalText
    from use_cases.use_case import ClaimPath, Purpose, UseCase


def compare_purposes(old: UseCase, new: UseCase) -> Iterator[Change]:
    """Tell what becomes of each purpose."""
    before = {purpose.id: purpose for purpose in old.purposes}
    after = {purpose.id: purpose for purpose in new.purposes}
    for purpose_id, purpose in after.items():
        if purpose_id not in before:
            yield _new(new, purpose)
        else:
            yield from _seen(old, new, before[purpose_id], purpose)
            yield from _kept(before[purpose_id], purpose)
    for purpose_id, purpose in before.items():
        if purpose_id not in after:
            text = filled(
                "Der Zweck {purpose} entfällt; {asker} fragt dafür nicht mehr.",
                "The purpose {purpose} is gone; {asker} asks for it no longer.",
                purpose=quoted(purpose.title),
                asker=role_name(old, purpose.asker),
            )
            yield Change(Topic.NO_LONGER, text)


def _new(new: UseCase, purpose: Purpose) -> Change:
    text = filled(
        "Neuer Zweck {purpose}: {asker} sieht {claims}, bewahrt die Antwort {span} lang auf und stützt sich auf "
        "{basis}.",
        "New purpose {purpose}: {asker} sees {claims}, keeps the answer for {span} and relies on {basis}.",
        purpose=quoted(purpose.title),
        asker=role_name(new, purpose.asker),
        claims=claim_names(new, purpose.claims),
        span=span(purpose.retention_seconds),
        basis=quoted(purpose.legal_basis),
    )
    return Change(Topic.SEEN, text)


def _seen(old: UseCase, new: UseCase, before: Purpose, after: Purpose) -> Iterator[Change]:
    names = {"purpose": quoted(after.title), "asker": role_name(new, after.asker)}
    if before.asker != after.asker:
        yield Change(
            Topic.SEEN,
            filled(
                "Für {purpose} fragt jetzt {asker}; bisher war es {earlier}.",
                "For {purpose} {asker} asks now; until now it was {earlier}.",
                earlier=role_name(old, before.asker),
                **names,
            ),
        )
    more, fewer = _apart(before.claims, after.claims)
    if more:
        yield Change(
            Topic.SEEN,
            filled(
                "{asker} sieht für {purpose} zusätzlich {claims}.",
                "{asker} sees {claims} in addition for {purpose}.",
                claims=claim_names(new, more),
                **names,
            ),
        )
    if fewer:
        yield Change(
            Topic.NO_LONGER,
            filled(
                "{asker} fragt für {purpose} nicht mehr nach {claims}.",
                "{asker} asks for {claims} no longer for {purpose}.",
                claims=claim_names(old, fewer),
                **names,
            ),
        )
    shown, _ = _apart(before.officer_sees, after.officer_sees)
    shown = tuple(path for path in shown if path not in more)  # what is asked anew has its sentence
    if shown:
        yield Change(
            Topic.SEEN,
            filled(
                "Wer bei {asker} für {purpose} prüft, bekommt zusätzlich {claims} zu sehen.",
                "Whoever checks for {purpose} at {asker} is shown {claims} in addition.",
                claims=claim_names(new, shown),
                **names,
            ),
        )
    if before.selective_disclosure is Disclosure.REQUIRED and after.selective_disclosure is Disclosure.PREFERRED:
        yield Change(
            Topic.SEEN,
            filled(
                "{asker} nimmt für {purpose} jetzt auch Karten an, die sich nur ganz zeigen lassen.",
                "{asker} takes cards that can only be shown whole, too, for {purpose} now.",
                **names,
            ),
        )
    if before.selective_disclosure is not None and after.selective_disclosure is None:
        yield Change(
            Topic.SEEN,
            filled(
                "{asker} verlangt für {purpose} jetzt die ganze Karte.",
                "{asker} demands the whole card for {purpose} now.",
                **names,
            ),
        )


def _kept(before: Purpose, after: Purpose) -> Iterator[Change]:
    names: dict[str, LocalText] = {"purpose": quoted(after.title)}
    if before.retention_seconds != after.retention_seconds:
        longer = after.retention_seconds > before.retention_seconds
        yield Change(
            Topic.KEPT,
            filled(
                f"Die Antwort zu {{purpose}} bleibt {'länger' if longer else 'kürzer'}: {{now}}, bisher {{then}}.",
                f"The answer for {{purpose}} is kept {'longer' if longer else 'shorter'}: {{now}}, until now {{then}}.",
                now=span(after.retention_seconds),
                then=span(before.retention_seconds),
                **names,
            ),
        )
    if before.legal_basis != after.legal_basis:
        yield Change(
            Topic.SEEN,
            filled(
                "Die Rechtsgrundlage von {purpose} ist jetzt {now}; bisher war es {then}.",
                "The legal basis of {purpose} is {now} now; until now it was {then}.",
                now=quoted(after.legal_basis),
                then=quoted(before.legal_basis),
                **names,
            ),
        )


def _apart(
    before: tuple[ClaimPath, ...], after: tuple[ClaimPath, ...]
) -> tuple[tuple[ClaimPath, ...], tuple[ClaimPath, ...]]:
    more = tuple(path for path in after if path not in before)
    return more, tuple(path for path in before if path not in after)
