from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.use_cases.faulty import Faulty
from tests.use_cases.faulty_claims import FAULTY_CLAIMS
from tests.use_cases.faulty_wholes import FAULTY_WHOLES
from tests.use_cases.package_texts import faults_of, load_text
from tests.use_cases.rich_package import RICH

if TYPE_CHECKING:
    from pathlib import Path

ALL = [*FAULTY_CLAIMS, *FAULTY_WHOLES]

MAX_CONSEQUENCES = 2
"""What is wrong only because of the fault, such as a purpose that asks for a misspelt claim."""


def test_there_are_sixty_of_them_and_no_two_are_the_same() -> None:
    assert len({one.text for one in ALL}) == len(ALL) >= 60


def test_without_its_fault_the_package_is_good(tmp_path: Path) -> None:
    assert load_text(tmp_path, RICH).name == "parking_permit"


@pytest.mark.parametrize("faulty", ALL, ids=lambda one: f"{one.place or 'file'}-{one.fault}")
def test_a_fault_is_told_with_its_line_its_place_and_what_to_do(tmp_path: Path, faulty: Faulty) -> None:
    faults = faults_of(tmp_path, faulty.text)
    assert len(faults) <= MAX_CONSEQUENCES + 1, [str(fault) for fault in faults]
    (told,) = [fault for fault in faults if fault.place == faulty.place]
    assert told.line is not None
    assert faulty.at in faulty.text.split("\n")[told.line - 1]
    assert faulty.fault in told.message
    assert faulty.remedy in told.message
    assert told.message.endswith((".", "?"))
