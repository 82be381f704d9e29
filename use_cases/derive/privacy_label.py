"""What a purpose learns of whoever shows a card, in plain words: how much, for how long, and if it knows them again.

Every presentation carries the id, the signature and the holder's key of the copy that is shown, in every form. The
issuer hands out a card in several copies that have none of these in common. So a service knows somebody again by a
claim that only they have, perhaps by several that few have together, else only by a copy that is shown to it twice.
From when until when a card holds stands in every form, too, so a claim that sets one of these days is told by it, even
where it is kept back or was never written on the card: a card that ends on the eve of a birthday tells the birthday.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from credentials.strict_json import JsonObject
from use_cases.card_format import CardFormat
from use_cases.derive.places import Place, PlacePath, facts, places
from use_cases.local_text import LocalText
from use_cases.use_case import Claim, ClaimPath, Purpose, UseCase
from use_cases.words import claim_names, filled, span


class Recognition(StrEnum):
    """By what a service could know a holder again."""

    BY_CLAIM = "by_claim"
    BY_COMBINATION = "by_combination"
    BY_COPY = "by_copy"


@dataclass(frozen=True, slots=True)
class PrivacyLabel:
    """What one purpose learns from a card in one form.

    Attributes:
        purpose: its id.
        form: in which form the card is shown.
        facts_seen: how many facts the service is shown; a list counts as one.
        facts_on_card: how many there are on a card that lacks none.
        facts_for_officer: how many of them a person sees who checks.
        kept_seconds: how long the service keeps the result.
        recognition: by what it could know the holder again.
        identifying: the shown claims that only this holder has.
        told_by_period: claims that are not shown, and can be read from when until when the card holds.
        sentences: all of it in plain words.
    """

    purpose: str
    form: CardFormat
    facts_seen: int
    facts_on_card: int
    facts_for_officer: int
    kept_seconds: int
    recognition: Recognition
    identifying: tuple[ClaimPath, ...]
    told_by_period: tuple[ClaimPath, ...]
    sentences: tuple[LocalText, ...]

    def to_json(self) -> JsonObject:
        """Give the label for an answer on the wire."""
        return {
            "purpose": self.purpose,
            "format": self.form.format.value,
            "secured_by": self.form.secured_by,
            "facts_seen": self.facts_seen,
            "facts_on_card": self.facts_on_card,
            "facts_for_officer": self.facts_for_officer,
            "kept_seconds": self.kept_seconds,
            "recognition": self.recognition.value,
            "identifying": [list(path) for path in self.identifying],
            "told_by_period": [list(path) for path in self.told_by_period],
            "sentences": [sentence.to_json() for sentence in self.sentences],
        }


def privacy_label(use_case: UseCase, purpose: Purpose, form: CardFormat) -> PrivacyLabel:
    """Say what a purpose learns when the holder shows exactly what it asks for."""
    on_card = facts(use_case)
    asked = tuple(place for place in on_card if _is_shown(use_case, place.path, purpose.claims))
    seen = asked if form.selective else on_card
    for_officer = [place for place in asked if _is_within(place.path, purpose.officer_sees)]
    identifying = tuple(place.names for place in seen if _identifies(place.claim))
    by_period = _told_by_period(use_case, seen)
    recognition = _recognition(len(seen) + len(by_period), identifying)
    return PrivacyLabel(
        purpose=purpose.id,
        form=form,
        facts_seen=len(seen),
        facts_on_card=len(on_card),
        facts_for_officer=len(for_officer),
        kept_seconds=purpose.retention_seconds,
        recognition=recognition,
        identifying=identifying,
        told_by_period=by_period,
        sentences=(
            _how_much(len(seen), len(on_card), len(for_officer)),
            filled(
                "Bewahrt das Ergebnis {span} auf.", "Keeps the result for {span}.", span=span(purpose.retention_seconds)
            ),
            *([_by_period(use_case, by_period)] if by_period else []),
            _again(use_case, recognition, identifying),
        ),
    )


def privacy_labels(use_case: UseCase) -> tuple[PrivacyLabel, ...]:
    """Give the labels of all purposes in all forms, in the order of the package."""
    return tuple(privacy_label(use_case, purpose, form) for purpose in use_case.purposes for form in use_case.formats)


def _is_shown(use_case: UseCase, fact: PlacePath, asked: tuple[ClaimPath, ...]) -> bool:
    """Whether everything on the way to a fact that could be withheld is opened by what is asked for."""
    units = [place.path for place in places(use_case) if place.withholdable and _is_within(fact, (place.path,))]
    return all(_is_within(unit, asked) or any(_is_within(path, (unit,)) for path in asked) for unit in units)


def _is_within(path: PlacePath, around: tuple[PlacePath, ...] | tuple[ClaimPath, ...]) -> bool:
    return any(path[: len(one)] == one for one in around)


def _identifies(claim: Claim) -> bool:
    return claim.identifies or any(_identifies(member) for member in (claim.item or claim).members)


def _told_by_period(use_case: UseCase, seen: tuple[Place, ...]) -> tuple[ClaimPath, ...]:
    rules = use_case.validity
    ages = [claim.derived.source for claim in use_case.claims if claim.derived and claim.derived.years is not None]
    shown = {place.names for place in seen}
    setting = dict.fromkeys((name,) for name in (rules.begins_with, rules.ends_with, *ages) if name)
    return tuple(path for path in setting if path not in shown)


def _how_much(seen: int, on_card: int, for_officer: int) -> LocalText:
    de = f"Sieht {seen} von {on_card} Angaben" if on_card > 1 else "Sieht die einzige Angabe"
    en = f"Sees {seen} of {on_card} facts" if on_card > 1 else "Sees the only fact"
    if for_officer == seen:
        return LocalText(f"{de}.", f"{en}.")
    return LocalText(
        f"{de}; die prüfende Person sieht {for_officer or 'keine'} davon.",
        f"{en}; the person who checks sees {for_officer or 'none'} of {'them' if seen > 1 else 'it'}.",
    )


def _recognition(learnt: int, identifying: tuple[ClaimPath, ...]) -> Recognition:
    if identifying:
        return Recognition.BY_CLAIM
    return Recognition.BY_COMBINATION if learnt > 1 else Recognition.BY_COPY


def _again(use_case: UseCase, recognition: Recognition, identifying: tuple[ClaimPath, ...]) -> LocalText:
    de, en = _AGAIN[recognition]
    return filled(de, en, claims=claim_names(use_case, identifying))


def _by_period(use_case: UseCase, told: tuple[ClaimPath, ...]) -> LocalText:
    return filled(
        "Von wann bis wann der Nachweis gilt, sieht jeder Dienst; daraus kann hervorgehen: {claims}.",
        "Every service sees from when until when the card holds; that can tell: {claims}.",
        claims=claim_names(use_case, told),
    )


_AGAIN = {
    Recognition.BY_CLAIM: (
        "Kann Sie wiedererkennen, denn das haben nur Sie: {claims}.",
        "Can recognise you again, as only you have this: {claims}.",
    ),
    Recognition.BY_COMBINATION: (
        "Jede dieser Angaben können auch andere haben. Alle zusammen, mit dem ersten und letzten Tag der Karte, haben "
        "vielleicht nur Sie: Daran kann man Sie wiedererkennen, oder wenn Ihre Wallet dieselbe Kopie noch einmal "
        "zeigt.",
        "Others can have each of these facts, too. Together, with the first and last day of the card, perhaps only you "
        "have them: by that you can be recognised, or if your wallet shows the same copy once more.",
    ),
    Recognition.BY_COPY: (
        "Diese Angabe haben auch andere. Wiedererkennen kann man Sie nur, wenn wenige Karten denselben ersten und "
        "letzten Tag haben oder wenn Ihre Wallet dieselbe Kopie noch einmal zeigt.",
        "Others have this fact too. You can be recognised only if few cards have the same first and last day, or if "
        "your wallet shows the same copy once more.",
    ),
}
