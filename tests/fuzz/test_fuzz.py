"""A short run of `make fuzz`: some changed inputs for every entry, and proof that the harness would tell."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

import pytest

from credentials.errors import EncodingError
from tests.fuzz.mutate import mutate
from tests.fuzz.run import feed, input_of
from tests.fuzz.target import Forgery, Target
from tests.fuzz.targets import TARGETS

SEED = 7
INPUTS = 40


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_every_entry_answers_whatever_comes_in(target: Target) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        outcome = feed(target, range(INPUTS), seed=SEED)
    assert outcome.findings == []
    assert sum(outcome.counts.values()) == INPUTS


def test_no_two_entries_have_one_name() -> None:
    assert len({target.name for target in TARGETS}) == len(TARGETS)


def _feed(_value: object) -> None:
    return None


def _target(feed: object) -> Target:
    return Target("t", lambda: ["good"], feed)  # type: ignore[arg-type]


def test_the_same_seed_and_number_give_the_same_input_and_others_another() -> None:
    target = _target(_feed)
    inputs = [input_of(target, ["a longer good text"], seed=1, number=number) for number in range(50)]
    assert inputs == [input_of(target, ["a longer good text"], seed=1, number=number) for number in range(50)]
    assert inputs != [input_of(target, ["a longer good text"], seed=2, number=number) for number in range(50)]
    assert len(set(map(str, inputs))) > 30


def test_a_change_never_reaches_the_good_input_itself() -> None:
    good = {"a": [{"b": "c"}], "d": {"e": 1}}
    for number in range(200):
        mutate([good], random.Random(number))  # noqa: S311 - repeatable
    assert good == {"a": [{"b": "c"}], "d": {"e": 1}}


def test_an_error_of_another_family_is_a_crash(tmp_path: Path) -> None:
    def crash(value: object) -> None:
        raise (EncodingError("no") if value == "good" else KeyError("x"))

    outcome = feed(_target(crash), range(3), seed=1, keep=tmp_path)
    assert outcome.counts == {"refused": 1, "crash": 2}
    assert len(list(tmp_path.iterdir())) == 2


def test_what_takes_longer_than_a_second_is_a_hang() -> None:
    def hang(_value: object) -> None:
        while True:
            pass

    assert feed(_target(hang), range(1), seed=1).counts == {"hang": 1}


def test_what_is_wrongly_believed_is_a_forgery() -> None:
    def believe(_value: object) -> None:
        raise Forgery("believed")

    assert feed(_target(believe), range(1), seed=1).counts == {"forgery": 1}
