"""Use cases for tests as values: claims put together without a file, whatever a package could say."""

from __future__ import annotations

import dataclasses
from typing import Any

from use_cases.card_format import CardFormat, Format
from use_cases.load import load_catalogue
from use_cases.local_text import LocalText
from use_cases.use_case import Choice, Claim, Kind, Period, UseCase, Validity

LIBRARY_CARD = load_catalogue()["library_card"]
ALL_FORMS = (
    CardFormat(Format.LDP_VC, "eddsa-rdfc-2022"),
    CardFormat(Format.LDP_VC, "ecdsa-sd-2023"),
    CardFormat(Format.SD_JWT_VC, "ES256"),
)


def words(text: str) -> LocalText:
    """The same text in both languages, told apart by its ending."""
    return LocalText(f"{text} auf Deutsch", f"{text} in English")


def claim(name: str, kind: Kind, *, mandatory: bool = True, **limits: Any) -> Claim:
    """A claim with a label of its name."""
    if kind is Kind.TEXT:
        limits.setdefault("max_length", 50)
    return Claim(name, kind, words(name), mandatory, **limits)


def choice(name: str, *codes: str, **more: Any) -> Claim:
    """A claim that says one of some codes."""
    return claim(name, Kind.CHOICE, choices=tuple(Choice(code, words(code)) for code in codes), **more)


def group(name: str, *members: Claim, **more: Any) -> Claim:
    """A claim that consists of others."""
    return claim(name, Kind.GROUP, members=members, **more)


def list_of(name: str, item: Claim, *, most: int = 5, **more: Any) -> Claim:
    """A claim of several entries."""
    return claim(name, Kind.LIST, item=item, max_items=most, **more)


def use_case(*claims: Claim, **changes: Any) -> UseCase:
    """The library card with other claims, in every kind of form."""
    changes.setdefault("validity", Validity("Europe/Berlin", Period(years=1), None))
    changes.setdefault("formats", ALL_FORMS)
    changes.setdefault("purposes", ())
    return dataclasses.replace(LIBRARY_CARD, claims=claims, **changes)
