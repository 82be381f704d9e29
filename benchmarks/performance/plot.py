"""A plot of bars in SVG, on a logarithmic scale: what a card costs here and elsewhere."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROW, LEFT, WIDE, RIGHT = 20, 330, 460, 90
_OURS, _OTHERS, _RAW = "#1f5fa8", "#a8a8a8", "#5a5a5a"


def draw_bars(title: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """Draw groups of bars.

    Args:
        title: what it shows, for those who see it and those who hear it.
        groups: microseconds by the name of what was measured, by the name of its phase. A name with a comma is
            somebody else's, or ours under another condition; one that begins with `raw` is the bare signature.
    """
    top = max(micros for group in groups.values() for micros in group.values())
    decades = max(1, math.ceil(math.log10(max(top, 10))))
    rows: list[str] = []
    y = 40
    for group, bars in groups.items():
        rows.append(f'<text x="8" y="{y + 14}" font-weight="bold">{escape(group)}</text>')
        y += ROW
        for name, micros in bars.items():
            rows.append(_bar(name, micros, y, decades))
            y += ROW
        y += ROW // 2
    lines = [_line(decade, decades, y) for decade in range(decades + 1)]
    width, height = LEFT + WIDE + RIGHT, y + 30
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'font-family="sans-serif" font-size="12">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            f'<text x="8" y="22" font-size="15">{escape(title)}</text>',
            *lines,
            *rows,
            "</svg>",
            "",
        ]
    )


def _bar(name: str, micros: float, y: int, decades: int) -> str:
    colour = _RAW if name.startswith("raw") else _OTHERS if "," in name else _OURS
    long = WIDE * math.log10(max(micros, 1.0)) / decades
    return (
        f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
        f'<rect x="{LEFT}" y="{y + 3}" width="{long:.1f}" height="{ROW - 6}" fill="{colour}"/>'
        f'<text x="{LEFT + long + 5:.1f}" y="{y + 14}">{micros:,.0f}</text>'
    )


def _line(decade: int, decades: int, bottom: int) -> str:
    x = LEFT + WIDE * decade / decades
    return (
        f'<line x1="{x:.1f}" y1="34" x2="{x:.1f}" y2="{bottom}" stroke="#dddddd"/>'
        f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{10**decade:,} µs</text>'
    )
