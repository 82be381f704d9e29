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


ClaimPath = tuple[str, ...]
"""The way to a claim from the top of a card: its name, inside a group the names of the groups before it."""


class Kind(StrEnum):
    """What a claim's value is."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    IMAGE = "image"
    GROUP = "group"
    LIST = "list"


class Rule(StrEnum):
    """How a derived claim follows from another."""

    AGE_AT_LEAST = "age_at_least"
    AGE_BELOW = "age_below"
    MAPPING = "mapping"


class OnChange(StrEnum):
    """What happens to a card on the day on which a derived claim would say something else.

    Either way the card ends before that day begins; `RENEW` keeps what the next card is made of until then.
    """

    END = "end"
    RENEW = "renew"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a choice claim can have: the code in the credential, and its name for people."""

    code: str
    label: LocalText


class Width(StrEnum):
    """How wide a form shows a claim's field."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Derived:
    """Where a claim comes from that nobody types in.

    Attributes:
        source: the claim from which it follows; a date for the rules of age, a choice for a mapping.
        rule: how it follows.
        years: of the rules of age.
        values: of a mapping, the value for each code.
        on_change: of the rules of age, what becomes of the card on the birthday that matters.
    """

    source: str
    rule: Rule
    years: int | None = None
    values: tuple[tuple[str, str | int | bool], ...] = ()
    on_change: OnChange | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact: on the card, or asked for only because another follows from it.

    Attributes:
        name: its name in every format; the last step of its path.
        kind: what its value is.
        label: what people call it.
        mandatory: whether no card may lack it.
        help: a sentence for the clerk.
        on_card: False for what is asked for and never written on the card.
        withholdable: whether its holder may keep it back, in forms that can be shown in part.
        identifies: whether it tells one holder from all others by itself, as a number does.
        max_length: of a text, in characters.
        pattern: of a text.
        minimum: of a number.
        maximum: of a number.
        earliest: of a date: a day, or `today`.
        latest: of a date: a day, or `today`.
        choices: of a choice.
        media_types: of an image.
        max_bytes: of an image.
        members: of a group.
        item: of a list, what each of its entries is.
        min_items: of a list.
        max_items: of a list.
        derived: how it follows from another claim, if it does.
        default: what it says when nobody says anything.
        register: the register that is asked for it, if one is.
        width: of its field in a form.
        sample: a made-up value.
    """

    name: str
    kind: Kind
    label: LocalText
    mandatory: bool
    help: LocalText | None = None
    on_card: bool = True
    withholdable: bool = True
    identifies: bool = False
    max_length: int | None = None
    pattern: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    earliest: str | None = None
    latest: str | None = None
    choices: tuple[Choice, ...] = ()
    media_types: tuple[str, ...] = ()
    max_bytes: int | None = None
    members: tuple[Claim, ...] = ()
    item: Claim | None = None
    min_items: int | None = None
    max_items: int | None = None
    derived: Derived | None = None
    default: str | int | bool | None = None
    register: str | None = None
    width: Width | None = None
    sample: str | int | bool | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A span of the calendar: years and months first, then days."""

    years: int = 0
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Validity:
    """When a card begins and ends, in the city's time zone; of several ends the first counts.

    Attributes:
        time_zone: its IANA name.
        lasts: a period from the first day on, or
        until: a fixed last day.
        begins_with: a date claim that is the first day, instead of the day of issue.
        ends_with: a date claim that is the last day at the latest.
    """

    time_zone: str
    lasts: Period | None
    until: dt.date | None
    begins_with: str | None = None
    ends_with: str | None = None


class StatusPurpose(StrEnum):
    """What can be told about a card after its issue (Bitstring Status List 1.0 section 2.1)."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


class Identification(StrEnum):
    """How an office knows who is before it."""

    IN_PERSON = "in_person"
    ACCOUNT = "account"
    REGISTER = "register"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Issuance:
    """How a card comes to its holder.

    Attributes:
        identification: how the person is identified.
        instructions: what a clerk does for that.
        tx_code: whether the wallet must be told a number that the office gives by another way.
        second_clerk: whether somebody else must approve before the card is offered.
    """

    identification: Identification = Identification.IN_PERSON
    instructions: LocalText | None = None
    tx_code: bool = True
    second_clerk: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """A source of claims that is asked over HTTP; where it is, and with which secret, the issuer's settings say.

    Attributes:
        id: its word in claims and settings.
        title: what people call it.
        asks: the claims by which it finds a person; what it gives are the claims that name it.
    """

    id: str
    title: LocalText
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormStep:
    """One page of the form: its heading and its claims, in order."""

    title: LocalText
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the issuer keeps a card's claims after issue, and why; 0 seconds where nothing is said."""

    claims_seconds: int = 0
    reason: LocalText | None = None


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
    """Why a service asks.

    Attributes:
        id: its word in statements and in the verifier's API.
        asker: the role that asks.
        title: what people call it.
        reason: why, in plain words.
        legal_basis: by which law or consent.
        claims: the claims that it asks for and no more.
        officer_sees: those of them that are shown to a person who checks; the others go to the service's software.
        retention_seconds: how long the result is kept.
        selective_disclosure: None for a purpose that needs the whole card.
    """

    id: str
    asker: str
    title: LocalText
    reason: LocalText
    legal_basis: LocalText
    claims: tuple[ClaimPath, ...]
    officer_sees: tuple[ClaimPath, ...]
    retention_seconds: int
    selective_disclosure: Disclosure | None = None

    @property
    def paths(self) -> tuple[ClaimPath, ...]:
        """The asked-for claims as claims path pointers into a credential of the W3C's model, as statements say them."""
        return tuple(("credentialSubject", *path) for path in self.claims)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the package asks of the authority: that a role may issue, or may ask for a purpose. It proves nothing."""

    action: str
    role: str
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture on the card, as a `data:` URL: no wallet has to fetch it, so nobody learns who looks at a card."""

    data_url: str
    alt: LocalText


@dataclass(frozen=True, slots=True)
class Display:
    """How a wallet draws the card."""

    background_color: str
    text_color: str
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class UseCase:
    """Everything about one kind of document; `newly_mandatory` claims may be lacking on cards of earlier versions."""

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
    status: tuple[StatusPurpose, ...] = tuple(StatusPurpose)
    issuance: Issuance = Issuance()
    registers: tuple[Register, ...] = ()
    steps: tuple[FormStep, ...] = ()
    retention: Retention = Retention()
    newly_mandatory: frozenset[ClaimPath] = frozenset()

    @property
    def card_claims(self) -> tuple[Claim, ...]:
        """The claims that stand on the card, in order."""
        return tuple(claim for claim in self.claims if claim.on_card)

    @property
    def asked_claims(self) -> tuple[Claim, ...]:
        """The claims that somebody gives (a clerk, a program, a register), in order; the others follow from them."""
        return tuple(claim for claim in self.claims if claim.derived is None)

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

    def claim_iri(self, *path: str) -> str:
        """The absolute IRI of a claim; the same in every version."""
        return f"{self.credential_type_iri}#{'.'.join(path)}"

    def claim(self, *path: str) -> Claim:
        """Find a claim by its path; KeyError when there is none."""
        among = self.claims
        for name in path[:-1]:
            among = {claim.name: claim for claim in among}[name].members
        return {claim.name: claim for claim in among}[path[-1]]

    def purpose(self, purpose_id: str) -> Purpose:
        """Find a purpose by its id; KeyError when there is none."""
        return {purpose.id: purpose for purpose in self.purposes}[purpose_id]
