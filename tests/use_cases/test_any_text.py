from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.use_cases.package_texts import ALL_KINDS, SHIPPED, load_text
from tests.use_cases.rich_package import RICH
from use_cases.faults import Fault, UseCaseError

LINES = [*RICH.splitlines(), *SHIPPED.splitlines(), *ALL_KINDS.splitlines()]
PLACES = st.integers(0, len(RICH.splitlines()))
EDITS = st.lists(
    st.tuples(PLACES, PLACES, st.sampled_from(LINES) | st.text(max_size=30)),
    min_size=1,
    max_size=4,
)


@given(edits=EDITS)
@settings(max_examples=80, deadline=None)
def test_whatever_lines_are_lost_moved_or_mixed_in_the_answer_is_a_package_or_its_faults(
    edits: list[tuple[int, int, str]],
) -> None:
    lines = RICH.splitlines()
    for first, end, line in edits:
        lines[first:end] = [line]
    assert all(fault.message.endswith((".", "?")) for fault in faults_of_any("\n".join(lines)))


def faults_of_any(text: str) -> list[Fault]:
    with TemporaryDirectory() as folder:
        try:
            load_text(Path(folder), text)
        except UseCaseError as error:
            return error.faults
    return []
