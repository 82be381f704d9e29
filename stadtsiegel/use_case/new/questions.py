"""The questions about a new document: each changes one answer, which the package format then judges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stadtsiegel.use_case.new.dialogue import LONGEST_ANSWER, UnusableAnswer
from use_cases.drafting.answers import Answers, judge_answers
from use_cases.drafting.naming import one_line
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Callable

    from stadtsiegel.use_case.new.dialogue import Dialogue

BETWEEN = " / "
"""Stands between German and English; who writes one text only, says the same in both."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: which answer it is about, its words, how an answer is read and offered."""

    about: str
    words: LocalText
    read: Callable[[str], Any]
    offer: Callable[[Answers], str]


def in_both(text: str) -> LocalText:
    """Read `Deutsch / English`."""
    de, _, en = text.partition(BETWEEN)
    return LocalText(one_line(de, LONGEST_ANSWER), one_line(en or de, LONGEST_ANSWER))


def ask_about(dialogue: Dialogue, answers: Answers) -> Answers:
    """Ask everything but the facts; whatever the package format refuses is asked again."""
    for question in QUESTIONS:
        answers = dialogue.ask(question.words, question.offer(answers), _taking(question, answers))
    return answers


def _taking(question: Question, answers: Answers) -> Callable[[str], Answers]:
    def take(text: str) -> Answers:
        changed = replace(answers, **{question.about: question.read(text)})
        for finding in judge_answers(changed):
            raise UnusableAnswer(finding.message, finding.message)
        return changed

    return take


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _years(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 2:  # noqa: PLR2004 - more years no card lasts
        raise UnusableAnswer(
            "Schreiben Sie eine ganze Zahl von Jahren, etwa 1.", "Write a whole number of years, such as 1."
        )
    return int(text)


def _text(about: str) -> Callable[[Answers], str]:
    def offer(answers: Answers) -> str:
        text: LocalText = getattr(answers, about)
        return text.de if text.de == text.en else f"{text.de}{BETWEEN}{text.en}"

    return offer


QUESTIONS = (
    Question("title", LocalText("Wie heißt der Nachweis?", "What is the card called?"), in_both, _text("title")),
    Question(
        "description",
        LocalText("Was ist er, in einem Satz?", "What is it, in one sentence?"),
        in_both,
        _text("description"),
    ),
    Question(
        "namespace",
        LocalText("Unter welcher dauerhaften Adresse Ihrer Stadt?", "Below which lasting https address of your city?"),
        str,
        lambda answers: answers.namespace,
    ),
    Question(
        "years", LocalText("Wie viele Jahre gilt er?", "How many years does it last?"), _years, lambda a: str(a.years)
    ),
    Question("issuer", LocalText("Wer stellt ihn aus?", "Who issues it?"), in_both, _text("issuer")),
    Question("asker", LocalText("Wer fragt danach?", "Who asks for it?"), in_both, _text("asker")),
    Question(
        "purpose",
        LocalText("Wozu, in zwei, drei Worten?", "What for, in two or three words?"),
        in_both,
        _text("purpose"),
    ),
    Question(
        "asked",
        LocalText(
            "Welche Angaben sind dafür nötig, mit Kommas dazwischen?", "Which facts does it need, with commas between?"
        ),
        _names,
        lambda answers: ", ".join(answers.asked),
    ),
    Question(
        "reason",
        LocalText("Warum, in einem Satz an die Bürgerin oder den Bürger?", "Why, in one sentence to the citizen?"),
        in_both,
        lambda answers: BETWEEN.join((answers.why.de, answers.why.en)),
    ),
    Question(
        "legal_basis",
        LocalText("Auf welcher Rechtsgrundlage?", "On what legal basis?"),
        in_both,
        _text("legal_basis"),
    ),
)
