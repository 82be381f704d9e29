"""A first draft of the rulebook of a document, in Markdown, German and English: what a city council reads and decides.

It says what the package says and nothing else, so it is true as long as the package is; a city adds its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from use_cases.card_format import CardFormat
from use_cases.derive.disclosure import takes
from use_cases.derive.places import Place, places
from use_cases.derive.privacy_label import privacy_label
from use_cases.derive.rulebook_words import KINDS, RULES, STATUS, escaped, heading, paragraph, plain, same, yes
from use_cases.local_text import LocalText
from use_cases.use_case import Claim, Purpose, UseCase
from use_cases.words import IDENTIFIED, claim_name, claim_names, filled, holds, listed, quoted, role_name, span

_BLANK_LINES = re.compile(r"\n{3,}")


def rulebook(use_case: UseCase) -> LocalText:
    """Write the draft in both languages."""
    lines = list(_lines(use_case))
    return LocalText(_joined(line.de for line in lines), _joined(line.en for line in lines))


def _joined(lines: Iterable[str]) -> str:
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)) + "\n"


def _lines(use_case: UseCase) -> Iterator[LocalText]:
    yield filled("# Regelwerk (Entwurf): {title}", "# Rulebook (draft): {title}", title=plain(use_case.title))
    yield from paragraph(plain(use_case.description))
    yield same(f"Version {use_case.version}, <{use_case.credential_type_iri}>")
    yield from heading("Was der Nachweis sagt", "What the document says")
    yield from _claims(use_case)
    yield from heading("Wer ihn ausstellt", "Who issues it")
    yield from _issuing(use_case)
    yield from heading("Wie lange er gilt", "How long it holds")
    yield from _validity(use_case)
    yield from heading("In welchen Formen es ihn gibt", "In which forms it exists")
    yield from (_form(form) for form in use_case.formats)
    yield from heading("Wer danach fragt", "Who asks for it")
    yield from paragraph(
        LocalText(
            "Fragen darf, wer hier genannt ist und wen das Vertrauensregister der Stadt für diesen Zweck führt.",
            "Whoever is named here may ask, once the city's trust registry lists them for this purpose.",
        )
    )
    for purpose in use_case.purposes:
        yield from _purpose(use_case, purpose)


def _claims(use_case: UseCase) -> Iterator[LocalText]:
    yield LocalText("| Angabe | Art | Pflicht | Zurückhaltbar |", "| Fact | Kind | Mandatory | Can be withheld |")
    yield same("|---|---|---|---|")
    yield from (_row(use_case, place) for place in places(use_case))
    for claim in use_case.claims:
        if claim.derived:
            yield from paragraph(_follows(use_case, claim))
    only_asked = [(claim.name,) for claim in use_case.claims if not claim.on_card]
    if only_asked:
        yield from paragraph(
            filled(
                "Nur erhoben, nie auf dem Nachweis: {claims}.",
                "Only asked for, never on the document: {claims}.",
                claims=plain(claim_names(use_case, only_asked)),
            )
        )


def _row(use_case: UseCase, place: Place) -> LocalText:
    if None in place.path:
        name = filled("↳ {label}", "↳ {label}", label=plain(quoted(place.claim.label)))
    else:
        name = plain(claim_name(use_case, place.names))
    return filled(
        "| {name} | {kind} | {mandatory} | {withholdable} |",
        "| {name} | {kind} | {mandatory} | {withholdable} |",
        name=name,
        kind=KINDS[place.claim.kind],
        mandatory=yes(place.claim.mandatory),
        withholdable=yes(place.withholdable),
    )


def _follows(use_case: UseCase, claim: Claim) -> LocalText:
    if claim.derived is None:
        return same("")
    de, en = RULES[claim.derived.rule]
    return filled(
        de,
        en,
        claim=plain(quoted(claim.label)),
        source=plain(claim_name(use_case, (claim.derived.source,))),
        years=same(str(claim.derived.years)),
    )


def _issuing(use_case: UseCase) -> Iterator[LocalText]:
    issuance = use_case.issuance
    roles = [proposal.role for proposal in use_case.proposals if proposal.action == "issue"]
    yield filled(
        "- Aussteller: {roles}", "- Issuer: {roles}", roles=plain(listed(role_name(use_case, role) for role in roles))
    )
    yield filled("- Identifizierung: {how}", "- Identification: {how}", how=IDENTIFIED[issuance.identification])
    if issuance.instructions:
        yield filled("- Anweisung: {text}", "- Instructions: {text}", text=plain(issuance.instructions))
    if issuance.second_clerk:
        yield LocalText("- Eine zweite Person im Amt gibt frei.", "- A second clerk approves.")
    if issuance.tx_code:
        yield LocalText("- Zum Laden gehört eine Zahl vom Amt.", "- Loading it needs a number from the office.")
    else:
        yield LocalText(
            "- Wer den QR-Code zuerst scannt, hat den Nachweis; eine Zahl vom Amt gehört nicht dazu.",
            "- Whoever scans the QR code first has the document; no number from the office is needed.",
        )
    for register in use_case.registers:
        given = [(claim.name,) for claim in use_case.claims if claim.register == register.id]
        yield filled(
            "- {register} wird gefragt nach: {claims}",
            "- {register} is asked for: {claims}",
            register=plain(quoted(register.title)),
            claims=plain(claim_names(use_case, given)),
        )
    retention = use_case.retention
    if retention.reason is None:
        yield LocalText(
            "- Das Amt bewahrt nach der Ausstellung nicht auf, was der Nachweis sagt.",
            "- The office does not keep what the document says after issue.",
        )
    else:
        yield filled(
            "- Das Amt bewahrt die Angaben nach der Ausstellung {span} lang auf. Grund: {reason}",
            "- The office keeps the facts for {span} after issue. Reason: {reason}",
            span=span(retention.claims_seconds),
            reason=plain(retention.reason),
        )


def _validity(use_case: UseCase) -> Iterator[LocalText]:
    rules = use_case.validity
    yield filled("- Er gilt: {span}", "- It holds: {span}", span=holds(rules))
    if rules.begins_with:
        begins = plain(claim_name(use_case, (rules.begins_with,)))
        yield filled("- Erster Tag: {claim}", "- First day: {claim}", claim=begins)
    if rules.ends_with:
        ends = plain(claim_name(use_case, (rules.ends_with,)))
        yield filled(
            "- Letzter Tag, wenn er früher liegt: {claim}", "- Last day, where it is earlier: {claim}", claim=ends
        )
    changing = [(claim.name,) for claim in use_case.claims if claim.derived and claim.derived.on_change]
    if changing:
        yield filled(
            "- Er endet vor dem Tag, an dem sich ändert: {claims}",
            "- It ends before the day on which this changes: {claims}",
            claims=plain(claim_names(use_case, changing)),
        )
    yield filled(
        "- Das Amt kann ihn {purposes}.",
        "- The office can {purposes} it.",
        purposes=listed(STATUS[purpose] for purpose in use_case.status),
    )
    yield LocalText(f"- Zeitzone: {escaped(rules.time_zone)}", f"- Time zone: {escaped(rules.time_zone)}")


def _form(form: CardFormat) -> LocalText:
    part = LocalText("in Teilen vorzeigbar", "can be shown in part")
    whole = LocalText("nur ganz vorzeigbar", "is shown whole")
    words = part if form.selective else whole
    return LocalText(
        f"- `{form.format}` (`{form.secured_by}`): {words.de}", f"- `{form.format}` (`{form.secured_by}`): {words.en}"
    )


def _purpose(use_case: UseCase, purpose: Purpose) -> Iterator[LocalText]:
    yield same("")
    yield filled("### {title}", "### {title}", title=plain(purpose.title))
    yield same("")
    yield filled("- Fragt: {role}", "- Asks: {role}", role=plain(role_name(use_case, purpose.asker)))
    yield filled("- Wozu: {reason}", "- Why: {reason}", reason=plain(purpose.reason))
    yield filled("- Rechtsgrundlage: {basis}", "- Legal basis: {basis}", basis=plain(purpose.legal_basis))
    asked = plain(claim_names(use_case, purpose.claims))
    yield filled("- Fragt nach: {claims}", "- Asks for: {claims}", claims=asked)
    yield filled("- Aufbewahrung: {span}", "- Kept for: {span}", span=span(purpose.retention_seconds))
    for form in (one for one in use_case.formats if takes(purpose, one)):
        sentences = privacy_label(use_case, purpose, form).sentences
        yield LocalText(
            f"- `{form.format}` (`{form.secured_by}`): {' '.join(escaped(one.de) for one in sentences)}",
            f"- `{form.format}` (`{form.secured_by}`): {' '.join(escaped(one.en) for one in sentences)}",
        )
