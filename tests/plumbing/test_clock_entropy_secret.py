from __future__ import annotations

import copy
import json
import pickle
import time
from collections import Counter

import pytest

from plumbing.clock import Clock, MovableClock, SystemClock
from plumbing.entropy import SeededEntropy, SystemEntropy, new_digits, new_number, new_token
from plumbing.secret import Secret


def test_the_system_clock_tells_whole_utc_seconds() -> None:
    before = int(time.time())
    now = SystemClock().now()
    assert isinstance(now, int)
    assert before <= now <= before + 2


def test_a_movable_clock_stands_still_until_it_is_moved() -> None:
    clock = MovableClock(1_800_000_000)
    assert (clock.now(), clock.now()) == (1_800_000_000, 1_800_000_000)
    clock.move(300)
    assert clock.now() == 1_800_000_300
    clock.move(-600)
    assert clock.now() == 1_799_999_700


def test_both_clocks_are_clocks() -> None:
    clocks: list[Clock] = [SystemClock(), MovableClock(0)]
    assert all(clock.now() >= 0 for clock in clocks)


def test_system_entropy_never_repeats_itself() -> None:
    entropy = SystemEntropy()
    assert len({entropy.take(16) for _ in range(1000)}) == 1000


def test_seeded_entropy_repeats_for_the_same_seed_and_only_for_it() -> None:
    def first(seed: int | str) -> list[bytes]:
        entropy = SeededEntropy(seed)
        return [entropy.take(n) for n in (1, 16, 32, 100)]

    assert first(7) == first(7)
    assert first(7) != first(8)
    assert [len(taken) for taken in first("x")] == [1, 16, 32, 100]


def test_seeded_entropy_gives_other_bytes_at_every_call() -> None:
    entropy = SeededEntropy(1)
    assert len({entropy.take(8) for _ in range(1000)}) == 1000


def test_a_token_is_43_url_safe_characters_for_32_bytes() -> None:
    token = new_token(SeededEntropy(1))
    assert len(token) == 43
    assert token.replace("-", "").replace("_", "").isalnum()


def test_digits_are_digits_and_evenly_spread() -> None:
    entropy = SeededEntropy(1)
    codes = [new_digits(entropy, 6) for _ in range(2000)]
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    counts = Counter("".join(codes))
    assert all(1050 < counts[digit] < 1350 for digit in "0123456789")


class Bytes:
    """Entropy whose bytes the test writes down."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)

    def take(self, n: int) -> bytes:
        return self.answers.pop(0)


def test_bytes_that_would_favour_some_digits_are_thrown_away() -> None:
    assert new_digits(Bytes(bytes([255, 250, 17, 249]), bytes([3, 3, 3, 3])), 4) == "7933"


def test_a_number_that_would_favour_small_ones_is_thrown_away() -> None:
    assert new_number(Bytes(b"\xff", b"\x05"), 3) == 2  # 255 = 3 * 85 is where the even part of a byte ends


@pytest.mark.parametrize("below", [1, 2, 3, 255, 256, 257, 131072])
def test_a_number_is_below_its_limit(below: int) -> None:
    entropy = SeededEntropy(below)
    numbers = [new_number(entropy, below) for _ in range(600)]
    assert min(numbers) >= 0
    assert max(numbers) < below


def test_no_number_is_below_nothing() -> None:
    with pytest.raises(ValueError, match="no number"):
        new_number(SeededEntropy(1), 0)


def test_a_secret_is_hidden_wherever_python_might_print_it() -> None:
    secret = Secret("swordfish")
    shown = f"{secret} {secret!r} {secret!s} {secret:>20} {[secret]} {'%s' % secret}"  # noqa: UP031
    assert "swordfish" not in shown
    assert secret.reveal() == "swordfish"


def test_a_secret_is_not_written_down() -> None:
    for write in (pickle.dumps, json.dumps):
        with pytest.raises(TypeError) as refusal:
            write(Secret("swordfish"))
        assert "swordfish" not in str(refusal.value)


def test_settings_with_a_secret_in_them_can_be_copied_and_shown() -> None:
    secret = Secret("swordfish")
    copied = copy.deepcopy({"unlock": secret})
    assert copied["unlock"] is secret
    assert "swordfish" not in repr(copied)


def test_a_secret_equals_only_itself() -> None:
    secret = Secret(b"a")
    assert secret == secret  # noqa: PLR0124
    assert secret != Secret(b"a")
