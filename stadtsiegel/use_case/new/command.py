"""`stadtsiegel use-case new`: asks or reads, writes the package, tells what was not taken over and what comes next."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from stadtsiegel.use_case.new.dialogue import AnswerRefusedError, Dialogue
from stadtsiegel.use_case.new.facts import ask_for_facts
from stadtsiegel.use_case.new.questions import ask_about
from stadtsiegel.use_case.new.write import write_package
from use_cases.drafting import from_csv, from_json_schema
from use_cases.drafting.answers import FIRST_FACT, Answers, compose, first_answers, judge_answers
from use_cases.drafting.draft import Draft, SourceError, capped
from use_cases.drafting.leave_out import leave_out_refused
from use_cases.faults import UseCaseError
from use_cases.load import FILE_NAME
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from use_cases.drafting.draft import Note

REFUSED = 1


def run_new(options: argparse.Namespace, *, answers: TextIO | None = None, out: TextIO, err: TextIO) -> int:
    """Make a new package.

    Args:
        options: as `add_new_arguments` has them parsed.
        answers: where answers come from; standard input without it.
        out: where questions and results are told.
        err: where is told what prevents it.

    Returns:
        The exit code: 0, or 1 when nothing was written.
    """
    dialogue = Dialogue(answers=answers or sys.stdin, out=out, language=options.language)
    folder = options.folder / options.name
    try:
        draft, notes = _draft(options)
        given = _answers(options, folder, draft, dialogue)
        write_package(folder, compose(given), language=options.language)
    except SourceError as error:
        refused = [dialogue.in_language(error.message)]
    except UseCaseError as error:
        refused = [fault.message for fault in error.faults]
    except OSError as error:
        refused = [f"{error.filename or folder}: {error.strerror}"]
    except AnswerRefusedError as error:
        refused = [str(error)]
    except KeyboardInterrupt:
        refused = [dialogue.in_language(LocalText("abgebrochen", "interrupted"))]
    else:
        out.writelines(f"{line}\n" for line in _told(folder, given, notes, dialogue))
        return 0
    nothing = dialogue.in_language(LocalText("Nichts wurde geschrieben", "Nothing was written"))
    err.writelines(f"{nothing}: {line}\n" for line in refused)
    return REFUSED


def _draft(options: argparse.Namespace) -> tuple[Draft, list[Note]]:
    """Read the source, if one was given, and keep what a package can have of it."""
    if options.from_csv:
        draft = from_csv.draft_from_csv(_read(options.from_csv, from_csv.MAX_BYTES))
    elif options.from_json_schema:
        draft = from_json_schema.draft_from_json_schema(_read(options.from_json_schema, from_json_schema.MAX_BYTES))
    else:
        draft = Draft({})
    claims, notes = leave_out_refused(draft.claims)
    if draft.claims and not claims:
        raise SourceError(
            "Keine der Angaben passt auf einen Nachweis. Beginnen Sie ohne Datei und beantworten Sie die Fragen.",
            "None of its facts fits on a card. Begin without a file, and answer the questions.",
        )
    return replace(draft, claims=claims), [*draft.notes, *notes]


def _read(file: Path, most: int) -> bytes:
    """Read a file, and of a larger one so much that its size shows."""
    with file.open("rb") as opened:
        return opened.read(most + 1)


def _answers(options: argparse.Namespace, folder: Path, draft: Draft, dialogue: Dialogue) -> Answers:
    answers = _first(options.name, draft)
    for finding in judge_answers(answers):  # the name of the package: all else was offered by us
        raise AnswerRefusedError(f"{options.name}: {finding.message}")
    if folder.exists():
        told = LocalText(
            f"{folder} gibt es schon. Nennen Sie das Paket anders, oder nehmen Sie einen anderen --folder.",
            f"{folder} is there already. Name another package or another --folder.",
        )
        raise AnswerRefusedError(dialogue.in_language(told))
    if options.yes:
        return answers
    dialogue.say(_HOW_TO_ANSWER)
    if not draft.claims:
        answers = _first(options.name, replace(draft, claims=ask_for_facts(dialogue)))
    return ask_about(dialogue, answers)


_HOW_TO_ANSWER = LocalText(
    "Texte schreiben Sie als „Deutsch / English“. Die Eingabetaste nimmt, was in Klammern steht.",
    "Write texts as “Deutsch / English”. Enter takes what stands in brackets.",
)


def _first(name: str, draft: Draft) -> Answers:
    return first_answers(name, draft.claims or FIRST_FACT, title=draft.title, description=draft.description)


def _told(folder: Path, answers: Answers, notes: list[Note], dialogue: Dialogue) -> Iterator[str]:
    file = folder / FILE_NAME
    yield dialogue.in_language(
        LocalText(
            f"{file} ist geschrieben. Angaben: {', '.join(answers.claims)}.",
            f"{file} is written. Facts: {', '.join(answers.claims)}.",
        )
    )
    if notes:
        yield ""
        yield dialogue.in_language(LocalText("Bitte sehen Sie nach:", "Please look at:"))
        yield from (f"  {note.place}: {dialogue.in_language(note.message)}".rstrip() for note in capped(notes))
    yield ""
    yield dialogue.in_language(
        LocalText(
            f"Als Nächstes: Lesen Sie {file}, übersetzen Sie die Texte, streichen Sie, was niemand braucht. Dann:\n"
            f"  stadtsiegel use-case try {folder}",
            f"Next: read {file}, translate its texts, remove what nobody needs. Then:\n"
            f"  stadtsiegel use-case try {folder}",
        )
    )
