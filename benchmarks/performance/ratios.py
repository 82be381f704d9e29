"""What a run shows: ratios of two things of one phase, each taken round by round, and what became of them since."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.performance.rounds import Figures

WORSE = 1.25
"""From which factor on a ratio is called worse than that of another run."""


@dataclass(frozen=True)
class Ratio:
    """How many times of one thing another costs.

    Attributes:
        name: its key among the figures that are kept.
        phase: in which both were measured.
        over: what is divided.
        under: by what.
        bar: at most, where less is better, or at least, where more is; None where only the figure is told.
        more_is_better: whether the other side's cost is divided by ours.
    """

    name: str
    phase: str
    over: str
    under: str
    bar: float | None = None
    more_is_better: bool = False

    def of(self, phases: Mapping[str, Figures]) -> float | None:
        """The median of the rounds' ratios; None when one side was not measured."""
        figures = phases.get(self.phase, {})
        if self.over not in figures or self.under not in figures:
            return None
        pairs = zip(figures[self.over], figures[self.under], strict=True)
        return statistics.median(over / under for over, under in pairs)

    def holds(self, value: float) -> bool:
        """Whether the bar is held; what has none always does."""
        if self.bar is None:
            return True
        return value >= self.bar if self.more_is_better else value <= self.bar

    def has_worsened(self, before: float, now: float) -> bool:
        """Whether it is clearly worse than it was."""
        return now * WORSE < before if self.more_is_better else now > before * WORSE

    @property
    def bar_in_words(self) -> str:
        """The bar, empty where there is none."""
        return "" if self.bar is None else f"at {'least' if self.more_is_better else 'most'} {self.bar:g}"

    def verdict(self, value: float) -> str:
        """Whether the bar is held, empty where there is none."""
        return "" if self.bar is None else "held" if self.holds(value) else "NOT HELD"


_RDFC, _JWT, _SD = "eddsa-rdfc-2022", "vc+jwt", "dc+sd-jwt"

RATIOS = (
    Ratio("rdfc_create_vs_raw_sign", _RDFC, "create", "raw sign", bar=5),
    Ratio("rdfc_verify_vs_raw_verify", _RDFC, "verify", "raw verify", bar=2.5),
    Ratio(
        "rdfc_verify_first_seen_vs_raw_verify",
        _RDFC,
        "verify, first of its office and hour",
        "raw verify",
    ),
    Ratio("rdfc_create_vs_pyld", _RDFC, "create, PyLD", "create", bar=20, more_is_better=True),
    Ratio("rdfc_verify_vs_pyld", _RDFC, "verify, PyLD", "verify", bar=20, more_is_better=True),
    Ratio("rdfc_create_vs_general_way", _RDFC, "create, compiled contexts off", "create", more_is_better=True),
    Ratio("rdfc_verify_vs_general_way", _RDFC, "verify, compiled contexts off", "verify", more_is_better=True),
    Ratio("rdfc_create_vs_pyoxigraph", _RDFC, "create, pyoxigraph", "create", more_is_better=True),
    Ratio("rdfc_verify_vs_pyoxigraph", _RDFC, "verify, pyoxigraph", "verify", more_is_better=True),
    Ratio("rdfc_create_vs_digitalbazaar", _RDFC, "create, @digitalbazaar/vc", "create", bar=10, more_is_better=True),
    Ratio("rdfc_verify_vs_digitalbazaar", _RDFC, "verify, @digitalbazaar/vc", "verify", bar=10, more_is_better=True),
    Ratio("vc_jwt_sign_vs_raw", _JWT, "sign", "raw sign", bar=2),
    Ratio("vc_jwt_verify_vs_raw", _JWT, "verify", "raw verify", bar=2),
    Ratio("vc_jwt_sign_vs_joserfc", _JWT, "sign, joserfc", "sign", more_is_better=True),
    Ratio("vc_jwt_verify_vs_joserfc", _JWT, "verify, joserfc", "verify", more_is_better=True),
    Ratio("vc_jwt_sign_vs_jose", _JWT, "sign, jose", "sign", more_is_better=True),
    Ratio("vc_jwt_verify_vs_jose", _JWT, "verify, jose", "verify", more_is_better=True),
    Ratio("sd_jwt_issue_vs_raw", _SD, "issue", "raw sign", bar=3.5),
    Ratio("sd_jwt_verify_vs_raw", _SD, "verify", "raw verify", bar=2.5),
    Ratio("sd_jwt_issue_vs_sd_jwt_python", _SD, "issue, sd-jwt", "issue", bar=1, more_is_better=True),
    Ratio("sd_jwt_verify_vs_sd_jwt_python", _SD, "verify, sd-jwt", "verify", bar=1, more_is_better=True),
    Ratio("sd_jwt_issue_vs_sd_jwt_js", _SD, "issue, @sd-jwt/sd-jwt-vc", "issue", bar=1, more_is_better=True),
    Ratio("sd_jwt_verify_vs_sd_jwt_js", _SD, "verify, @sd-jwt/sd-jwt-vc", "verify", bar=1, more_is_better=True),
)


def ratios_of(phases: Mapping[str, Figures]) -> dict[str, float]:
    """The ratios whose both sides were measured, by their names."""
    found = ((ratio.name, ratio.of(phases)) for ratio in RATIOS)
    return {name: round(value, 2) for name, value in found if value is not None}


def worse_than(before: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """A sentence for each ratio that is clearly worse than in the run before."""
    return [
        f"{one.name} was {before[one.name]:.2f} and is {now[one.name]:.2f}"
        for one in RATIOS
        if one.name in before and one.name in now and one.has_worsened(before[one.name], now[one.name])
    ]
