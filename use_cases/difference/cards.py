"""Which cards remain good: for each purpose, whether cards of the earlier version still answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.difference.change import Change, Topic
from use_cases.difference.claims import claims_by_path
from use_cases.local_text import LocalText
from use_cases.words import claim_names, filled, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from use_cases.card_format import CardFormat
    from use_cases.use_case import Claim, ClaimPath, UseCase


def compare_cards(old: UseCase, new: UseCase) -> Iterator[Change]:
    """Tell what becomes of the cards that were issued in the earlier version."""
    yield Change(
        Topic.CARDS,
        LocalText(
            f"Karten der Version {old.version} bleiben bis zu ihrem Ende gültig und können widerrufen werden.",
            f"Cards of version {old.version} stay good until they end, and can be revoked.",
        ),
    )
    yield from _purposes(old, new)
    yield from _forms(old, new)


def _purposes(old: UseCase, new: UseCase) -> Iterator[Change]:
    claims = claims_by_path(old)
    for purpose in new.purposes:
        missing = [path for path in purpose.claims if not _on_card(claims, path)]
        sometimes = [path for path in purpose.claims if path not in missing and not _on_every_card(claims, path)]
        if missing:
            text = filled(
                "Für {purpose} genügen sie nicht: Es fehlt {claims}. Dafür braucht es eine neue Karte.",
                "They do not do for {purpose}: they lack {claims}. That takes a new card.",
                purpose=quoted(purpose.title),
                claims=claim_names(new, missing),
            )
        elif sometimes:
            text = filled(
                "Für {purpose} genügen sie, wenn {claims} darauf steht; das war freiwillig.",
                "They do for {purpose} if {claims} stands on them; that was voluntary.",
                purpose=quoted(purpose.title),
                claims=claim_names(new, sometimes),
            )
        else:
            text = filled(
                "Für {purpose} genügen sie weiter.", "They still do for {purpose}.", purpose=quoted(purpose.title)
            )
        yield Change(Topic.CARDS, text)


def _forms(old: UseCase, new: UseCase) -> Iterator[Change]:
    gone = [form for form in old.formats if form not in new.formats]
    added = [form for form in new.formats if form not in old.formats]
    if gone:
        text = filled(
            "In dieser Form werden keine Karten mehr ausgestellt: {forms}. Vorhandene bleiben gut.",
            "No card is issued in this form any more: {forms}. Those that exist stay good.",
            forms=listed(map(_form_name, gone)),
        )
        yield Change(Topic.CARDS, text)
    if added:
        text = filled(
            "Neue Form der Karte: {forms}.", "New form of the card: {forms}.", forms=listed(map(_form_name, added))
        )
        yield Change(Topic.CARDS, text)


def _on_card(claims: dict[ClaimPath, Claim], path: ClaimPath) -> bool:
    return all(one in claims and claims[one].on_card for one in _way(path))


def _on_every_card(claims: dict[ClaimPath, Claim], path: ClaimPath) -> bool:
    return all(claims[one].mandatory for one in _way(path))


def _way(path: ClaimPath) -> Iterator[ClaimPath]:
    return (path[: depth + 1] for depth in range(len(path)))


def _form_name(form: CardFormat) -> LocalText:
    name = f"{form.format} ({form.secured_by})"
    return LocalText(name, name)
