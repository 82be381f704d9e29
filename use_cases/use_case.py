"""A kind of document as one frozen value: what a city's card says, how long it holds, who may ask for what.

A UseCase comes from `load.py` and is proven: every name it uses exists, every text is there in both languages.
Identifiers do not move with the host: they start with the namespace of the city, wherever its services run.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from use_cases.card_format import CardFormat
    from use_cases.local_text import LocalText

CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2"
"""The first context of every credential (VCDM 2.0 section 4.3)."""

BASE_TYPE = "VerifiableCredential"
BASE_TYPE_IRI = "https://www.w3.org/2018/credentials#VerifiableCredential"


class Kind(StrEnum):
    """What a claim's value is."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a choice claim can have: the code in the credential, and its name for people."""

    code: str
    label: LocalText


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact on the card."""

    name: str
    kind: Kind
    label: LocalText
    mandatory: bool
    help: LocalText | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[Choice, ...] = ()
    sample: str | int | bool | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A span of the calendar: years and months first, then days."""

    years: int = 0
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a card holds: a period from the day of issue, or until a fixed last day, in the city's time zone."""

    time_zone: str
    lasts: Period | None
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Role:
    """A part that someone plays, such as `library`; which entity plays it is said by the authority's statements."""

    id: str
    name: LocalText


class Disclosure(StrEnum):
    """How much a purpose that asks for part of a card insists on being shown no more than that part."""

    REQUIRED = "required"
    PREFERRED = "preferred"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a service asks: who (a role), for which claims, the reason in plain words, how long the result is kept.

    `selective_disclosure` is None for a purpose that needs the whole card.
    """

    id: str
    asker: str
    title: LocalText
    reason: LocalText
    claims: tuple[str, ...]
    retention_seconds: int
    selective_disclosure: Disclosure | None = None

    @property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """The asked-for claims as claims path pointers into a credential of the W3C's model, as statements say them."""
        return tuple(("credentialSubject", name) for name in self.claims)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the package asks of the authority: that a role may issue, or may ask for a purpose. It proves nothing."""

    action: str
    role: str
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Display:
    """How a wallet draws the card."""

    background_color: str
    text_color: str


@dataclass(frozen=True, slots=True)
class UseCase:
    """Everything that is to be known about one kind of document, in one version."""

    name: str
    namespace: str
    version: int
    credential_type: str
    title: LocalText
    description: LocalText
    claims: tuple[Claim, ...]
    validity: Validity
    roles: tuple[Role, ...]
    purposes: tuple[Purpose, ...]
    proposals: tuple[Proposal, ...]
    display: Display
    formats: tuple[CardFormat, ...]

    @property
    def credential_type_iri(self) -> str:
        """The type as an absolute IRI; the same in every version and format, so that one statement covers all."""
        return f"{self.namespace}{self.credential_type}"

    @property
    def context_url(self) -> str:
        """The identifier of the JSON-LD context of this version."""
        return f"{self.credential_type_iri}/v{self.version}/context.jsonld"

    @property
    def schema_url(self) -> str:
        """The identifier of the JSON Schema of this version."""
        return f"{self.credential_type_iri}/v{self.version}/schema.json"

    @property
    def contexts(self) -> tuple[str, ...]:
        """The `@context` of a credential of this kind, in order."""
        return (CREDENTIALS_CONTEXT, self.context_url)

    @property
    def types(self) -> tuple[str, ...]:
        """The `type` of a credential of this kind."""
        return (BASE_TYPE, self.credential_type)

    @property
    def type_iris(self) -> tuple[str, ...]:
        """The same types fully expanded, as a DCQL query names them."""
        return (BASE_TYPE_IRI, self.credential_type_iri)

    def claim_iri(self, name: str) -> str:
        """The absolute IRI of a claim; the same in every version."""
        return f"{self.credential_type_iri}#{name}"

    def claim(self, name: str) -> Claim:
        """Find a claim by its name; KeyError when there is none."""
        return {claim.name: claim for claim in self.claims}[name]

    def purpose(self, purpose_id: str) -> Purpose:
        """Find a purpose by its id; KeyError when there is none."""
        return {purpose.id: purpose for purpose in self.purposes}[purpose_id]
