"""Log lines are JSON, one each, that nobody can forge and that hold no error's text (SECURITY L-01, L-05)."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from plumbing.observability import logs

CANARY = "Canary-Erika"


@pytest.fixture
def stream() -> io.StringIO:
    stream = io.StringIO()
    logs.configure("tests", "info", stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_who_and_what(stream: io.StringIO) -> None:
    logs.get_logger("room").info("something", count=3)
    (line,) = lines(stream)
    assert line["timestamp"].endswith("Z")
    del line["timestamp"]
    assert line == {"service": "tests", "room": "room", "event": "something", "level": "info", "count": 3}


def test_a_logger_asked_for_before_configuring_writes_where_it_was_configured_to() -> None:
    early = logs.get_logger("early")
    stream = io.StringIO()
    logs.configure("late", "info", stream)
    early.info("here")
    assert lines(stream)[0]["service"] == "late"


@pytest.mark.parametrize("text", ['x\n{"event":"forged"}', "\x1b[2J", "\r", "\u2028", '","level":"error'])
def test_a_line_cannot_be_forged(stream: io.StringIO, text: str) -> None:
    logs.get_logger("room").info("told", text=text)
    logging.getLogger("foreign").warning(text)
    assert len(stream.getvalue().splitlines()) == 2
    assert "\x1b" not in stream.getvalue()
    assert lines(stream)[0]["text"] == text


def test_a_line_is_written_in_one_piece_with_its_end() -> None:
    """Workers share one stream; what is written in two pieces is cut by what another writes in between."""
    pieces: list[str] = []

    class Pieces(io.StringIO):
        def write(self, text: str) -> int:
            pieces.append(text)
            return len(text)

    logs.configure("issuer", "info", Pieces())
    logs.get_logger("test").info("something")
    assert [piece.endswith("}\n") for piece in pieces] == [True]


def test_below_the_level_nothing_is_written(stream: io.StringIO) -> None:
    logs.get_logger("room").debug("quiet")
    assert stream.getvalue() == ""


def fail() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        raise RuntimeError(CANARY) from error


def test_an_error_is_told_by_kind_and_places_never_by_its_text(stream: io.StringIO) -> None:
    try:
        fail()
    except RuntimeError:
        logs.get_logger("room").exception("failed")
        logging.getLogger("foreign").exception("failed")
    assert CANARY not in stream.getvalue()
    for line in lines(stream):
        assert (line["error"], line["cause"]) == ("RuntimeError", "ValueError")
        assert any(place.endswith(" fail") and "test_logs.py:" in place for place in line["places"])


def test_a_library_speaks_without_the_values_it_was_given(stream: io.StringIO) -> None:
    logging.getLogger("foreign.room").warning("user %s has %s", CANARY, {"x": CANARY})
    logging.getLogger("foreign.room").info("chatter")
    (line,) = lines(stream)
    assert (line["event"], line["room"], line["level"]) == ("user %s has %s", "foreign.room", "warning")


async def test_a_forgotten_task_is_told_without_its_errors_text(stream: io.StringIO) -> None:
    async def forgotten() -> None:
        fail()

    task = asyncio.create_task(forgotten())
    await asyncio.sleep(0)
    del task
    await asyncio.sleep(0)
    assert CANARY not in stream.getvalue()
    assert "Task exception was never retrieved" in stream.getvalue()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
def test_a_disk_without_room_for_logs_hinders_nobody() -> None:
    with contextlib.suppress(OSError), Path("/dev/full").open("w", buffering=1) as full:
        logs.configure("tests", "info", full)
        logs.get_logger("room").info("something")
        logging.getLogger("library").warning("something")
    logs.configure("tests", "info", io.StringIO())
