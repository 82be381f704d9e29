"""The benchmark of credentials measures what it says: all sides do the same work. Nothing is timed."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from nacl.exceptions import BadSignatureError

from benchmarks.performance import node_peers, phases, proofs, rdf_peers, tokens
from benchmarks.performance.phases import RDFC
from benchmarks.performance.ratios import RATIOS, ratios_of, worse_than
from benchmarks.performance.report import FIGURES, PAGE, PLOT, figures_of, last_kept, terminal_table, write_report
from benchmarks.performance.rounds import FEWEST_ROUNDS, Pace, interleave
from benchmarks.performance.run import ON_NODE, Run, run
from benchmarks.performance.subject import documents, sd_jwt_claims
from credentials.jsonld import canonicalize
from tests.conftest import skip_for_want_of

if TYPE_CHECKING:
    from pathlib import Path

ONCE = Pace(rounds=1, slice_micros=1, warm_up=1)
KNOWN = Run(
    {
        RDFC: {
            "raw sign": [10.0, 20.0, 10.0],
            "create": [40.0, 80.0, 60.0],
            "create, PyLD": [800.0, 2_400.0, 1_200.0],
        }
    },
    {"jose": "Node.js is not installed"},
)


def test_every_phase_is_measured_and_peers_that_are_not_there_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phases, "PRESENTED", (1, 2))
    told: list[str] = []
    found = run(ONCE, tell=told.append, interop=tmp_path)
    assert len(told) == len(found.phases) == 7
    assert all(len(rounds) == 1 and rounds[0] >= 0 for one in found.phases.values() for rounds in one.values())
    assert {*ON_NODE, "didkit"} == found.not_measured.keys()
    assert "npm packages" in found.not_measured["jose"] or "Node.js" in found.not_measured["jose"]
    without = {one.name for one in RATIOS} - ratios_of(found.phases).keys()
    assert without == {one.name for one in RATIOS if one.over.partition(", ")[2] in ON_NODE}


def test_the_peers_on_node_do_the_same_tasks() -> None:
    if (missing := node_peers.why_not()) is not None:
        skip_for_want_of("node", missing)
    found = run(ONCE, tell=lambda _: None, only=frozenset({RDFC, "vc+jwt", "dc+sd-jwt"}))
    assert found.not_measured.keys() == {"didkit"}
    assert ratios_of(found.phases).keys() == {one.name for one in RATIOS}


@pytest.mark.parametrize("theirs", [rdf_peers.by_pyld, rdf_peers.by_pyoxigraph])
def test_other_libraries_come_to_the_same_signature_and_refuse_a_changed_card(theirs: rdf_peers.Canonicalize) -> None:
    (card,) = documents(count=1)
    secured = proofs.signer(RDFC)(card)
    assert rdf_peers.create(card, theirs) == secured
    rdf_peers.verify(secured, theirs)
    secured["credentialSubject"]["category"] = "child"
    with pytest.raises(BadSignatureError):
        rdf_peers.verify(secured, theirs)


def test_tokens_of_one_library_are_good_for_the_other() -> None:
    (card,), (claims,) = documents(tokens.OFFICE_P256, count=1), sd_jwt_claims(1)
    token = tokens.sign_vc_jwt(card)
    tokens.verify_by_joserfc(token)
    tokens.verify_vc_jwt(tokens.sign_by_joserfc(tokens.payload_of(token)))
    tokens.verify_by_sd_jwt_python(tokens.issue_sd_jwt(claims))
    theirs, ours = tokens.issue_by_sd_jwt_python(claims), tokens.issue_sd_jwt(claims)
    tokens.verify_sd_jwt(theirs)
    assert theirs.count("~") == ours.count("~")


def test_a_card_goes_the_compiled_way_and_with_that_off_the_general_one(monkeypatch: pytest.MonkeyPatch) -> None:
    general: list[object] = []
    statements = canonicalize.statements
    monkeypatch.setattr(canonicalize, "statements", lambda *given: general.append(given) or statements(*given))
    (card,) = documents(count=1)
    sign = proofs.signer(RDFC)
    sign(card)
    assert not general
    proofs.general_way(lambda: sign(card))(1)
    assert general
    general.clear()
    sign(card)
    assert not general


def test_a_slow_phase_ends_early_and_never_before_five_rounds() -> None:
    assert len(interleave({"slow": lambda _: 9e6}, Pace(rounds=40, seconds=1))["slow"]) == FEWEST_ROUNDS
    assert len(interleave({"quick": lambda _: 1.0}, Pace(rounds=9, seconds=1))["quick"]) == 9


def test_a_ratio_is_the_median_of_the_rounds_and_needs_both_sides() -> None:
    assert ratios_of(KNOWN.phases) == {"rdfc_create_vs_raw_sign": 4.0, "rdfc_create_vs_pyld": 20.0}


def test_a_bar_is_held_by_what_reaches_it_and_by_nothing_less() -> None:
    by_name = {one.name: one for one in RATIOS}
    cost, gain = by_name["rdfc_create_vs_raw_sign"], by_name["rdfc_create_vs_pyld"]
    assert [cost.verdict(5.0), cost.verdict(5.01)] == ["held", "NOT HELD"]
    assert [gain.verdict(20.0), gain.verdict(19.99)] == ["held", "NOT HELD"]
    assert by_name["vc_jwt_sign_vs_jose"].verdict(0.1) == ""


def test_a_ratio_that_became_worse_by_a_quarter_is_told_in_either_direction() -> None:
    before = {"rdfc_create_vs_raw_sign": 4.0, "rdfc_create_vs_pyld": 25.0, "of another version": 1.0}
    assert worse_than(before, {"rdfc_create_vs_raw_sign": 5.0, "rdfc_create_vs_pyld": 20.0}) == []
    assert worse_than(before, {"rdfc_create_vs_raw_sign": 5.1, "rdfc_create_vs_pyld": 19.9}) == [
        "rdfc_create_vs_raw_sign was 4.00 and is 5.10",
        "rdfc_create_vs_pyld was 25.00 and is 19.90",
    ]
    assert worse_than(before, {"rdfc_create_vs_raw_sign": 1.0, "rdfc_create_vs_pyld": 99.0}) == []


def test_page_plot_and_figures_say_what_was_found_and_what_was_not(tmp_path: Path) -> None:
    for folder in (PAGE.parent, FIGURES.parent):
        (tmp_path / folder).mkdir()
    (tmp_path / PAGE).write_text(
        "# Words of ours\n\n<!-- begin in-process -->\nold\n<!-- end in-process -->\n", "utf-8"
    )
    kept = figures_of(KNOWN)
    write_report(tmp_path, kept)
    page = (tmp_path / PAGE).read_text("utf-8")
    assert page.startswith("# Words of ours")
    assert "old" not in page
    assert "| `rdfc_create_vs_raw_sign` | 4.00 | at most 5 | held |" in page
    assert "| `rdfc_verify_vs_raw_verify` | not measured | at most 2.5 | |" in page
    assert "- **jose**: Node.js is not installed." in page
    assert json.loads((tmp_path / FIGURES).read_text("utf-8")) == kept
    assert kept["figures"][RDFC]["create"]["micros"] == 60.0
    drawn = ET.fromstring((tmp_path / PLOT).read_text("utf-8"))  # noqa: S314 - drawn by us
    assert "create, PyLD" in [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert any("not measured: jose" in line for line in terminal_table(kept))


def test_where_no_run_was_committed_there_is_none_to_compare_with(tmp_path: Path) -> None:
    assert last_kept(tmp_path) is None


def test_the_next_run_is_compared_with_what_was_committed_and_not_with_what_lies_there(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    figures = tmp_path / FIGURES
    figures.parent.mkdir()
    figures.write_text('{"ratios": {"rdfc_create_vs_pyld": 40.0}}', "utf-8")
    who = ("-c", "user.name=Erika", "-c", "user.email=erika@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "-m", "Keep a run")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)  # noqa: S603, S607 - fixed words
    figures.write_text("{}", "utf-8")
    assert last_kept(tmp_path) == {"ratios": {"rdfc_create_vs_pyld": 40.0}}
