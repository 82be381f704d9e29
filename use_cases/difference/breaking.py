"""Why a version cannot follow another: cards that were issued would say something else, or nobody could read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.derive.context import context_document
from use_cases.derive.disclosure import concealed_otherwise
from use_cases.derive.schema import schema_document
from use_cases.difference.change import Change, Topic
from use_cases.difference.claims import claims_by_path
from use_cases.local_text import LocalText
from use_cases.words import claim_name, filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from use_cases.use_case import Claim, UseCase


def find_breaking(old: UseCase, new: UseCase) -> Iterator[Change]:
    """Find every reason, each with what to do instead."""
    for text in (*_identity(old, new), *_number(old, new), *_kinds(old, new), *_concealed(old, new)):
        yield Change(Topic.BREAKING, text)


def names_same_bytes(one: UseCase, other: UseCase) -> bool:
    """Whether cards of both name context and schema under the same identifiers with the same bytes."""
    return context_document(one) == context_document(other) and schema_document(one) == schema_document(other)


def _identity(old: UseCase, new: UseCase) -> Iterator[LocalText]:
    if (old.name, old.credential_type_iri) != (new.name, new.credential_type_iri):
        yield LocalText(
            f"Das ist ein anderer Nachweis ({new.credential_type_iri}): Aussagen des Registers gelten für ihn nicht. "
            "Behalten Sie name, namespace und credential_type bei, oder machen Sie ein eigenes Paket daraus.",
            f"This is another document ({new.credential_type_iri}): statements of the registry do not hold for it. "
            "Keep name, namespace and credential_type, or make a package of its own.",
        )


def _number(old: UseCase, new: UseCase) -> Iterator[LocalText]:
    if new.version < old.version:
        yield LocalText(
            f"Version {new.version} ist kleiner als {old.version}. Schreiben Sie version = {old.version + 1}.",
            f"Version {new.version} is smaller than {old.version}. Write version = {old.version + 1}.",
        )
    elif new.version == old.version and not names_same_bytes(old, new):
        yield LocalText(
            f"Karten nennen den Kontext und das Schema der Version {old.version}, und deren Bytes sind jetzt andere. "
            f"Schreiben Sie version = {old.version + 1} und legen Sie die bisherige Datei als "
            f"earlier/v{old.version}.toml daneben.",
            f"Cards name the context and the schema of version {old.version}, and their bytes are others now. Write "
            f"version = {old.version + 1} and keep the file as it was as earlier/v{old.version}.toml.",
        )


def _kinds(old: UseCase, new: UseCase) -> Iterator[LocalText]:
    before = claims_by_path(old)
    for path, claim in claims_by_path(new).items():
        if path in before and _kind(before[path]) != _kind(claim):
            yield filled(
                "{claim} ist auf ausgestellten Karten von anderer Art. Geben Sie der neuen Angabe einen anderen Namen.",
                "{claim} is a fact of another kind on cards that were issued. Give the new one another name.",
                claim=claim_name(new, path),
            )


def _concealed(old: UseCase, new: UseCase) -> Iterator[LocalText]:
    for path in concealed_otherwise(old, new):
        yield filled(
            "Ob sich {claim} zurückhalten lässt, steht für alle Versionen an einer Stelle; ausgestellte Karten wären "
            "ungültig. Geben Sie der neuen Angabe einen anderen Namen.",
            "Whether {claim} can be withheld is said for all versions in one place; cards that were issued would be "
            "invalid. Give the new one another name.",
            claim=claim_name(new, path),
        )


def _kind(claim: Claim) -> tuple[str, str | None]:
    return claim.kind, claim.item.kind if claim.item else None
