"""Questions and answers, one line each: Enter takes what is offered, and so does the end of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO, TypeVar

from use_cases.faults import shown
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_ANSWER = 4_000

Answer = TypeVar("Answer")


class UnusableAnswer(Exception):  # noqa: N818 - no error of a program: it is asked again
    """An answer that cannot be taken; the sentence says what to do, in both languages."""

    def __init__(self, de: str, en: str) -> None:
        self.message = LocalText(de, en)
        super().__init__(en)


class AnswerRefusedError(Exception):
    """An answer cannot be used, and nobody is there to give another; the text says why."""


class Dialogue:
    """One conversation in one language.

    A person is asked again after a wrong answer. Of answers that come from a file or a pipe a wrong one ends the
    conversation, since what follows it answers other questions.
    """

    def __init__(self, *, answers: TextIO, out: TextIO, language: str) -> None:
        self._answers = answers
        self._out = out
        self._language = language
        self._is_over = False

    def say(self, text: LocalText) -> None:
        """Tell something."""
        self._out.write(f"{self.in_language(text)}\n")

    def in_language(self, text: LocalText) -> str:
        """Give a text in the language of the conversation."""
        return str(getattr(text, self._language))

    def ask(self, question: LocalText, offered: str, take: Callable[[str], Answer]) -> Answer:
        """Ask until an answer can be used.

        Args:
            question: what is asked.
            offered: the answer that Enter takes.
            take: makes something of an answer, or raises UnusableAnswer.

        Raises:
            AnswerRefusedError: when an answer that was not typed in cannot be used.
        """
        while True:
            answer = self._line(f"{self.in_language(question)} [{offered}]: ") or offered
            try:
                return take(answer)
            except UnusableAnswer as unusable:
                remedy = self.in_language(unusable.message)
                if not self._answers.isatty():
                    raise AnswerRefusedError(
                        f"{self.in_language(question).strip()} {shown(answer)}: {remedy}"
                    ) from unusable
                self._out.write(f"  {remedy}\n")

    def _line(self, prompt: str) -> str:
        self._out.write(prompt)
        self._out.flush()
        try:
            line = "" if self._is_over else self._answers.readline(LONGEST_ANSWER)
        except UnicodeDecodeError as error:
            told = LocalText("Die Antwort ist nicht in UTF-8 geschrieben.", "The answer is not written in UTF-8.")
            raise AnswerRefusedError(f"{prompt}{self.in_language(told)}") from error
        self._is_over = not line
        if not line.endswith("\n") or not self._answers.isatty():
            self._out.write("\n")
        if len(line) == LONGEST_ANSWER:
            told = LocalText(
                f"Eine Antwort hat höchstens {LONGEST_ANSWER} Zeichen.",
                f"An answer has at most {LONGEST_ANSWER} characters.",
            )
            raise AnswerRefusedError(f"{prompt}{self.in_language(told)}")
        return line.strip()
