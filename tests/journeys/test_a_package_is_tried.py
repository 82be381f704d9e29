"""`stadtsiegel use-case try`: every step of a document's life, in every form that its package names."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plumbing.service.run import UNUSABLE
from stadtsiegel.__main__ import main
from stadtsiegel.trial import showing
from stadtsiegel.trial.run import try_package
from use_cases.load import CATALOGUE, FILE_NAME, load_catalogue, load_use_case

if TYPE_CHECKING:
    from stadtsiegel.steps.step import Step
    from use_cases.card_format import CardFormat

NOW = 1_795_430_000  # 23 November 2026
PACKAGES = load_catalogue()
ONLY_THERE = {
    "building_access": {"awaiting_approval", "403 Second clerk needed"},
    "consultation_eligibility": {"422 Nobody found in the register", "409 Too early", "yes"},
    "event_ticket": {"409 Never suspended"},
    "public_transport_pass": {"yes", "no", "shows-too-much", "more-shown-than-asked"},
}
"""What the peculiarities of some packages come to."""


async def tried(folder: Path, forms: tuple[CardFormat, ...] | None = None) -> list[Step]:
    use_case = load_use_case(folder)
    return [step async for step in try_package(use_case, folder, forms=forms or use_case.formats, now=NOW)]


@pytest.mark.parametrize("name", PACKAGES)
async def test_every_step_goes_as_it_should_in_every_form(name: str) -> None:
    steps = await tried(Path(str(CATALOGUE / name)))
    assert [(step.step, step.actual) for step in steps] == [(step.step, step.expected) for step in steps]
    for form in PACKAGES[name].formats:
        shown = [step for step in steps if form.name in step.step]
        assert {"received", "verified", "revoked", "expired"} <= {step.expected for step in shown}
    assert ONLY_THERE.get(name, set()) <= {step.actual for step in steps}


async def test_a_package_of_any_folder_is_tried_and_a_wrong_card_is_not_called_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "reading_pass"
    shutil.copytree(Path(str(CATALOGUE / "library_card")), own)
    text = (own / FILE_NAME).read_text("utf-8")
    (own / FILE_NAME).write_text(
        text.replace('name = "library_card"', 'name = "reading_pass"').replace(
            'selective_disclosure = "preferred"\nkeep = { hours = 1 }',
            'selective_disclosure = "required"\nkeep = { hours = 1 }',
        ),
        "utf-8",
    )
    whole, *_ = load_use_case(own).formats
    # a service that read a claim more than it asked for would be noticed
    real = showing.part_of
    monkeypatch.setattr(showing, "part_of", lambda facts, paths: real(facts, (*paths, ("givenName",))))
    steps = await tried(own, (whole,))
    assert "shows-too-much" in [step.actual for step in steps]
    assert "more-shown-than-asked" in [step.actual for step in steps]
    (wrong,) = [step for step in steps if not step.agrees]
    assert (wrong.step, wrong.actual) == (f"Borrowing media: {whole.name}", "verified, but not as asked")


def test_for_machines_it_prints_one_object_and_tries_one_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["use-case", "try", "library_card", "--format", "dc+sd-jwt", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert all(step["expected"] == step["actual"] for step in told["steps"])
    assert not [step for step in told["steps"] if "ldp_vc" in step["step"]]


def test_a_form_that_the_package_does_not_name_is_told_with_those_that_it_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["use-case", "try", "library_card", "--format", "mso_mdoc"]) == UNUSABLE
    assert "dc+sd-jwt:ES256" in capsys.readouterr().err
