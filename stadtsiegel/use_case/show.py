"""`stadtsiegel use-case show`: a package at a glance, for people or machines, or one document that follows from it."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from stadtsiegel.use_case.derived import DERIVED
from use_cases.derive.context import context_document
from use_cases.derive.disclosure import takes
from use_cases.derive.places import places
from use_cases.derive.privacy_label import privacy_labels
from use_cases.derive.schema import schema_document
from use_cases.derive.type_metadata import type_metadata_document
from use_cases.words import IDENTIFIED, listed, role_name, span, times

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from credentials.strict_json import JsonObject
    from use_cases.derive.places import Place
    from use_cases.derive.privacy_label import PrivacyLabel
    from use_cases.use_case import Purpose, UseCase

WIDTH = 100


def show_package(use_case: UseCase, *, only: str | None, as_json: bool, on: dt.date) -> str:
    """Write what a package describes.

    Args:
        use_case: the package.
        only: one of `DERIVED`, to write that document alone.
        as_json: write one object for machines.
        on: the day for which samples are made up.
    """
    if only is not None:
        return DERIVED[only](use_case, on)
    if as_json:
        return json.dumps(overview(use_case), ensure_ascii=False, indent=2) + "\n"
    return "".join(f"{line}\n" for line in _lines(use_case))


def overview(use_case: UseCase) -> JsonObject:
    """The package at a glance, for machines."""
    return {
        "name": use_case.name,
        "version": use_case.version,
        "credential_type": use_case.credential_type_iri,
        "title": use_case.title.to_json(),
        "claims": [
            {
                "path": list(place.path),
                "kind": place.claim.kind.value,
                "mandatory": place.mandatory,
                "withholdable": place.withholdable,
            }
            for place in places(use_case)
        ],
        "only_asked_for": [claim.name for claim in use_case.claims if not claim.on_card],
        "forms": [form.name for form in use_case.formats],
        "privacy_labels": [label.to_json() for label in privacy_labels(use_case)],
        "documents": [
            {"id": one.id, "media_type": one.media_type, "sha256": one.sha256}
            for one in (context_document(use_case), schema_document(use_case), type_metadata_document(use_case))
        ],
    }


def _lines(use_case: UseCase) -> Iterator[str]:
    yield f"{use_case.title.en} / {use_case.title.de} ({use_case.name}, version {use_case.version})"
    yield from _wrapped(use_case.description.en)
    yield ""
    yield "On the card"
    yield from _table([_row(place) for place in places(use_case)])
    if aside := [claim for claim in use_case.claims if not claim.on_card]:
        yield ""
        yield "Only asked for, never on the card"
        yield from _table([(claim.name, claim.kind.value, claim.label.en, "") for claim in aside])
    yield ""
    yield "Issuing"
    yield from _issuing(use_case)
    yield ""
    yield "Forms"
    yield from (f"  {form.name}{'' if form.selective else ', shown whole'}" for form in use_case.formats)
    for purpose in use_case.purposes:
        yield ""
        yield from _purpose(use_case, purpose, [one for one in privacy_labels(use_case) if one.purpose == purpose.id])
    yield ""
    yield "What follows from it"
    yield f"  stadtsiegel use-case show {use_case.name} --only {'|'.join(DERIVED)}"


def _issuing(use_case: UseCase) -> Iterator[str]:
    issuers = listed(role_name(use_case, one.role) for one in use_case.proposals if one.action == "issue")
    yield from _wrapped(f"Issued by: {issuers.en}")
    yield from _wrapped(f"The person is identified: {IDENTIFIED[use_case.issuance.identification].en}")
    if use_case.issuance.second_clerk:
        yield "  A second clerk approves"
    yield from _wrapped(f"It holds: {listed(times(use_case)).en}")
    kept = use_case.retention
    yield from _wrapped(
        f"The office keeps the facts for {span(kept.claims_seconds).en}: {kept.reason.en}"
        if kept.reason
        else "The office keeps no facts after issue"
    )


def _purpose(use_case: UseCase, purpose: Purpose, labels: Sequence[PrivacyLabel]) -> Iterator[str]:
    asker = next(role.name.en for role in use_case.roles if role.id == purpose.asker)
    yield f"{purpose.title.en}: {asker} asks for {', '.join('.'.join(path) for path in purpose.claims)}"
    yield from _wrapped(f"Why: {purpose.reason.en}")
    yield from _wrapped(f"By what right: {purpose.legal_basis.en}")
    refused = [form.name for form in use_case.formats if not takes(purpose, form)]
    for sentences, names in _by_sentences(labels).items():
        yield from _wrapped(f"{', '.join(names)}: {' '.join(sentences)}")
    if refused:
        yield from _wrapped(f"{', '.join(refused)}: Refuses it, as it can only be shown whole.")


def _by_sentences(labels: Sequence[PrivacyLabel]) -> dict[tuple[str, ...], list[str]]:
    """The forms in which the purpose learns the same, together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for label in labels:
        together.setdefault(tuple(one.en for one in label.sentences), []).append(label.form.name)
    return together


def _row(place: Place) -> tuple[str, ...]:
    name = ".".join("*" if step is None else step for step in place.path)
    marks = ("mandatory" if place.mandatory else "", "always shown" if place.always_shown else "")
    derived = place.claim.derived
    follows = f"follows from {derived.source}" if derived else ""
    return (name, place.claim.kind.value, place.claim.label.en, ", ".join(filter(None, (*marks, follows))))


def _table(rows: Sequence[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _wrapped(text: str) -> Iterable[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
