"""A card of each package of the catalogue in each of its forms, with nothing but what our issuer serves to read it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from credentials.data_integrity.secure import prepare
from credentials.data_integrity.selective.base_proof import SECRET_LENGTH, Selective
from credentials.data_integrity.selective.pointers import render_pointer
from credentials.keys.jwk import render_public_jwk
from credentials.sd_jwt_vc.issue import prepare_sd_jwt_vc
from issuer.published.resources import CONTEXT_NAME, TYPE_METADATA_NAME, Resources
from tests.interop import cards
from tests.interop.cards import JsonObject, Keeper
from use_cases.card_format import CardFormat, Format
from use_cases.derive.claims import card_claims
from use_cases.derive.disclosure import always_shown, units
from use_cases.derive.sample import sample_claims
from use_cases.load import CATALOGUE as SHIPPED
from use_cases.load import load_packages, packages_in
from use_cases.use_case import Claim, ClaimPath, UseCase

PACKAGES = load_packages(packages_in(SHIPPED))
CATALOGUE = {name: package.newest for name, package in PACKAGES.items()}
RESOURCES = Resources.of(PACKAGES.values())
MAY = dt.date(2026, 5, 3)
HOLDER = cards.citizen()
ABOUT_THE_CARD = ("id", "type", "issuer", "validFrom", "validUntil", "credentialStatus", "credentialSchema")


@dataclass(frozen=True)
class Card:
    """One card in one form, and what it says of its holder."""

    use_case: UseCase
    form: CardFormat
    claims: JsonObject
    secured: Any

    def __str__(self) -> str:
        return f"{self.use_case.name} as {self.form.format} with {self.form.secured_by}"

    @property
    def office_key(self) -> JsonObject:
        """The public key of its office, as a JWK."""
        return render_public_jwk(_office(self.form).private_key.public_key)


def _office(form: CardFormat) -> Keeper:
    return cards.office(form.algorithm)


def issued(named: Format) -> Iterator[Card]:
    """Make a card of each package in each of its forms of a format."""
    for use_case in CATALOGUE.values():
        claims = card_claims(use_case, sample_claims(use_case, on=MAY), on=MAY)
        for form in use_case.formats:
            if form.format is named:
                secure = _document if named is Format.LDP_VC else _token
                yield Card(use_case, form, claims, secure(use_case, form, claims))


def served(file_name: str) -> JsonObject:
    """What the issuer serves under a name for each package, as others read it, by its identifier."""
    found = (document for (_, _, name), document in RESOURCES.by_name.items() if name == file_name)
    return {document.id: json.loads(document.content) for document in found}


def served_contexts() -> JsonObject:
    """The contexts of the catalogue, and the DID documents of those whose keys are on the cards."""
    offices = {_office(form).did: _office(form).document for case in CATALOGUE.values() for form in case.formats}
    return served(CONTEXT_NAME) | offices


def served_types() -> JsonObject:
    """The type metadata of the catalogue by the type that they describe."""
    return {metadata["vct"]: metadata for metadata in served(TYPE_METADATA_NAME).values()}


def _document(use_case: UseCase, form: CardFormat, claims: JsonObject) -> JsonObject:
    office = _office(form)
    shown = [*((name,) for name in ABOUT_THE_CARD), ("credentialSubject", "id")]
    shown += [("credentialSubject", *path) for path in always_shown(use_case)]
    secret = hashlib.shake_256(use_case.name.encode()).digest(SECRET_LENGTH)
    prepared = prepare(
        cards.unsecured_card(office, HOLDER, use_case, claims),
        cryptosuite=form.secured_by,
        algorithm=form.algorithm,
        verification_method=office.verification_method,
        proof_purpose="assertionMethod",
        created=cards.NOW,
        contexts=RESOURCES.contexts,
        selective=Selective.from_secret(list(map(render_pointer, shown)), secret) if form.selective else None,
    )
    return prepared.attach(office.private_key.sign(prepared.signing_input))


def _token(use_case: UseCase, form: CardFormat, claims: JsonObject) -> str:
    office = _office(form)
    numbers = iter(range(1000))
    prepared = prepare_sd_jwt_vc(
        {
            "iss": "https://ausweise.musterstadt.example/offices/library",
            "vct": use_case.credential_type_iri,
            "iat": cards.NOW,
            "exp": cards.NOW + 86_400,
            **claims,
        },
        disclosable=[path for path in units(use_case) if is_there(claims, path)],
        holder_key=HOLDER.private_key.public_key,
        algorithm=form.secured_by,
        key_id=office.verification_method,
        entropy=lambda n: hashlib.shake_256(b"%s %d" % (use_case.name.encode(), next(numbers))).digest(n),
    )
    return prepared.attach(office.private_key.sign(prepared.signing_input))


def is_there(claims: JsonObject, path: ClaimPath) -> bool:
    """Whether a card says something at this place."""
    here: Any = claims
    for name in path:
        if name not in here:
            return False
        here = here[name]
    return True


def part(claims: JsonObject, paths: Iterable[ClaimPath]) -> JsonObject:
    """What is left of the claims when only these are shown."""
    shown: JsonObject = {}
    for path in paths:
        if is_there(claims, path):
            _put(shown, claims, path)
    return shown


def _put(shown: JsonObject, claims: Any, path: ClaimPath) -> None:
    name, *rest = path
    if rest:
        _put(shown.setdefault(name, {}), claims[name], tuple(rest))
    else:
        shown[name] = claims[name]


def frame(use_case: UseCase, paths: Iterable[ClaimPath]) -> JsonObject:
    """The same question as a frame of @sd-jwt: a group is asked for with each of its members."""
    asked: JsonObject = {}
    for path in paths:
        here = asked
        for name in path[:-1]:
            here = here.setdefault(name, {})
        here[path[-1]] = _whole(use_case.claim(*path))
    return asked


def _whole(claim: Claim) -> Any:
    return {member.name: _whole(member) for member in claim.members} or True
