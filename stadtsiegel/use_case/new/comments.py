"""What the new file says to whoever goes on editing it, in the language of the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from stadtsiegel.toml_text import Path

COMMENTS: dict[Path, LocalText] = {
    ("format",): LocalText(
        "Angelegt mit `stadtsiegel use-case new`. Alles darf geändert werden, bis der erste Nachweis ausgestellt ist.\n"
        "Prüfen: `stadtsiegel use-case check ORDNER`; durchspielen: `stadtsiegel use-case try ORDNER`.\n"
        "Jeder Schlüssel: docs/reference/use-case-package.md",
        "Made by `stadtsiegel use-case new`. Everything may be changed until the first card is issued.\n"
        "Check it: `stadtsiegel use-case check FOLDER`; play it through: `stadtsiegel use-case try FOLDER`.\n"
        "Every key: docs/reference/use-case-package.md",
    ),
    ("namespace",): LocalText(
        "Eine dauerhafte Adresse Ihrer Stadt: Jeder Nachweis nennt sie, und sie darf sich nie ändern.",
        "A lasting address of your city: every card names it, and it must never change.",
    ),
    ("title",): LocalText(
        "Was Menschen lesen, steht auf Deutsch (de) und Englisch (en); weitere Sprachen sind möglich.",
        "What people read is written in German (de) and English (en); further languages are possible.",
    ),
    ("display",): LocalText(
        "Farben der Karte in der Wallet; die Schrift muss auf ihnen gut zu lesen sein.",
        "Colours of the card in the wallet; text must be easy to read on them.",
    ),
    ("trust",): LocalText(
        "Wer ausstellen soll. Ein Vorschlag: Erst der Schlüssel der Vertrauensstelle macht ihn gültig.",
        "Who is to issue. A proposal: only the authority's key makes it a statement.",
    ),
    ("formats",): LocalText(
        "Formen des Nachweises, die erste zuerst. Beide lassen sich in Teilen zeigen.",
        "Forms of the card, the first one first. Both can be shown in part.",
    ),
    ("claims",): LocalText(
        "Die Angaben. Streichen Sie, was niemand braucht: Was nicht auf dem Nachweis steht, kann niemand erfragen.\n"
        "kind: text, number, date, boolean, choice, image, group, list. mandatory: Muss jeder Nachweis sie haben?\n"
        "Auch möglich: help (ein Satz für die Sachbearbeitung), pattern, default, derived, register.",
        "The facts. Remove what nobody needs: what is not on the card, nobody can ask for.\n"
        "kind: text, number, date, boolean, choice, image, group, list. mandatory: must every card have it?\n"
        "Also possible: help (a sentence for the clerk), pattern, default, derived, register.",
    ),
    ("validity",): LocalText(
        "Wie lange ein Nachweis gilt: years, months, days; oder bis zu einem festen Tag: until = 2027-12-31.",
        "How long a card holds: years, months, days; or until a fixed day: until = 2027-12-31.",
    ),
    ("roles",): LocalText(
        "Rollen, nicht Personen: Wer sie spielt, sagt das Vertrauensregister.",
        "Parts, not people: the trust registry says who plays them.",
    ),
    ("purposes",): LocalText(
        "Wer fragt wozu nach welchen Angaben. Nur was hier steht, kann je erfragt werden; nennen Sie so wenig wie\n"
        "möglich. Die Begründung (reason) liest die Bürgerin oder der Bürger vor der Zustimmung.",
        "Who asks for which facts, and what for. Only what stands here can ever be asked for; name as little as\n"
        "possible. The citizen reads the reason before agreeing.",
    ),
}


def comments_in(language: str) -> dict[Path, str]:
    """Give the comments in one language."""
    return {path: getattr(comment, language) for path, comment in COMMENTS.items()}
