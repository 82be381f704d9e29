"""Logs: one JSON object a line, for machines and for people who look for one request (SECURITY L-01, L-05).

Control characters are escaped, so a line cannot be forged. An error is told by its kind and the places it came through,
never by its own text or the values it met: those may be somebody's name, a code or a database address. What foreign
libraries say is written the same way, as far as it is a warning or worse.
"""

from __future__ import annotations

import logging
import re
import sys
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, TextIO, cast

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_DEEPEST_PLACES = 12
_UP_TO_VALUES = re.compile(r"[\n(<]")


def configure(service: str, level: str = "info", stream: TextIO = sys.stderr) -> None:
    """Write all logs of this process to `stream`; what it does not take (its disk is full, D-04) is lost.

    Args:
        service: the name written where no request says which service it belongs to.
        level: debug, info, warning or error; nothing personal is written at any of them.
        stream: where lines go.
    """
    out = cast("TextIO", _Patient(stream))

    def add_service(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event.setdefault("service", service)
        return event

    threshold = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        add_service,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            *shared,
            _error_without_text,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        # in one piece, line end and all: several workers write to the same file
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    foreign = logging.StreamHandler(out)
    foreign.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_foreign_without_values, structlog.stdlib.add_log_level, *shared, _error_without_text],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )
    )
    logging.basicConfig(handlers=[foreign], level=max(threshold, logging.WARNING), force=True)


class _Patient:
    """A stream that never hinders whoever writes to it: no request fails because nothing can be logged."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def get_logger(name: str) -> Any:
    """Return the logger of one room; it may be asked for before `configure` has run."""
    return structlog.get_logger(room=name)


def describe_error(error: BaseException) -> dict[str, Any]:
    """Describe an error without its text: its kind, the places it came through, and the same for what caused it."""
    description: dict[str, Any] = {"error": type(error).__qualname__, "places": _places(error)}
    if error.__cause__ is not None:
        description["cause"] = type(error.__cause__).__qualname__
        description["cause_places"] = _places(error.__cause__)
    return description


def _places(error: BaseException) -> list[str]:
    frames = extract_tb(error.__traceback__)[-_DEEPEST_PLACES:]
    return [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in frames]


def _error_without_text(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    told = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event.update(describe_error(error))
    return event


def _foreign_without_values(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # A library's sentence is written without the values it was to be filled with: nobody here knows what they are.
    # asyncio fills them in itself, behind the first bracket or line end.
    record: logging.LogRecord = event["_record"]
    sentence = record.msg if isinstance(record.msg, str) else type(record.msg).__qualname__
    event["event"] = _UP_TO_VALUES.split(sentence, maxsplit=1)[0]
    event["room"] = record.name
    event["exc_info"] = record.exc_info
    return event
