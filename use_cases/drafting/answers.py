"""What a person says about a new document, with an answer ready for everything; and the package that it makes."""

from __future__ import annotations

from dataclasses import dataclass

from credentials.strict_json import JsonObject
from use_cases.drafting.naming import LONGEST_SENTENCE, identifier, label, one_line, type_name
from use_cases.faults import Finding
from use_cases.local_text import LocalText
from use_cases.proving.prove import judge_document
from use_cases.use_case import Kind

FIRST_FACT: JsonObject = {
    "documentNumber": {
        "kind": "text",
        "mandatory": True,
        "label": {"de": "Ausweisnummer", "en": "Card number"},
        "identifies": True,
        "max_length": 40,
    }
}
"""What a document says of which nothing is known."""

FORMATS = ({"format": "dc+sd-jwt", "algorithm": "ES256"}, {"format": "ldp_vc", "cryptosuite": "ecdsa-sd-2023"})
"""Both can be shown in part, so that nobody learns more than was asked for."""

ISSUER = LocalText("Bürgerbüro", "Citizens' office")
ASKER = LocalText("Prüfstelle", "Inspection office")
PURPOSE = LocalText("Gültigkeit prüfen", "Checking validity")
CONSENT = LocalText(
    "Ihre Einwilligung: Sie zeigen den Ausweis freiwillig", "Your consent: you show the card of your own free will"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Everything that a first package says.

    Attributes:
        name: the short name of the package.
        namespace: the lasting https address of the city, ending with a slash.
        title: what the card is called.
        description: one sentence about it.
        claims: its facts, as the package writes them.
        issuer: who issues it.
        asker: who asks for it.
        purpose: what for, in two or three words.
        asked: which claims the purpose needs.
        reason: why, for the citizen; None for a sentence made of asker and claims.
        legal_basis: by which law or consent.
        years: how long a card lasts.
    """

    name: str
    namespace: str = "https://musterstadt.example/credentials/"
    title: LocalText
    description: LocalText
    claims: JsonObject
    issuer: LocalText = ISSUER
    asker: LocalText = ASKER
    purpose: LocalText = PURPOSE
    asked: tuple[str, ...]
    reason: LocalText | None = None
    legal_basis: LocalText = CONSENT
    years: int = 1

    @property
    def why(self) -> LocalText:
        """The reason that the citizen reads."""
        if self.reason is not None:
            return self.reason
        labels = [self.claims[name]["label"] for name in self.asked if name in self.claims]
        seen_de, seen_en = (", ".join(one["de"] for one in labels), ", ".join(one["en"] for one in labels))
        return LocalText(
            one_line(f"{self.asker.de} prüft, ob Ihr Ausweis gilt, und sieht: {seen_de}.", LONGEST_SENTENCE),
            one_line(f"{self.asker.en} checks whether your card is good, and sees: {seen_en}.", LONGEST_SENTENCE),
        )


def first_answers(
    name: str, claims: JsonObject, *, title: str | None = None, description: str | None = None
) -> Answers:
    """Give an answer to everything, from the name of the package and its claims."""
    words = title or label(name)
    told = description or words
    return Answers(
        name=name,
        title=LocalText(words, words),
        description=LocalText(told, told),
        claims=claims,
        asked=(_to_begin_with(claims),),
    )


def compose(answers: Answers) -> JsonObject:
    """Make the package."""
    issuer = identifier(answers.issuer.en, fallback="office")
    is_same = answers.asker == answers.issuer
    asker = issuer if is_same else identifier(answers.asker.en, {issuer}, fallback="service")
    purpose = {
        "asker": asker,
        "title": answers.purpose.to_json(),
        "reason": answers.why.to_json(),
        "legal_basis": answers.legal_basis.to_json(),
        "claims": list(answers.asked),
        "selective_disclosure": "required",
        "keep": {"hours": 1},
    }
    return {
        "format": 1,
        "name": answers.name,
        "namespace": answers.namespace,
        "version": 1,
        "credential_type": type_name(answers.name),
        "title": answers.title.to_json(),
        "description": answers.description.to_json(),
        "formats": [dict(row) for row in FORMATS],
        "display": {"background_color": "#1d4f76", "text_color": "#ffffff"},
        "claims": answers.claims,
        "validity": {"time_zone": "Europe/Berlin", "lasts": {"years": answers.years}},
        "roles": {issuer: {"name": answers.issuer.to_json()}, asker: {"name": answers.asker.to_json()}},
        "purposes": {identifier(answers.purpose.en, fallback="purpose"): purpose},
        "trust": {"may_issue": [issuer]},
    }


def judge_answers(answers: Answers) -> list[Finding]:
    """Find what the package format refuses of them."""
    document = compose(answers)
    return judge_document(document)


def _to_begin_with(claims: JsonObject) -> str:
    """Choose what a purpose asks for until a person decides: a choice, which many people share, else the first fact."""
    return next((name for name, claim in claims.items() if claim["kind"] == Kind.CHOICE), next(iter(claims)))
