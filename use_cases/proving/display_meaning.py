"""The meaning of a package's colours: whether the text on the card can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from use_cases.faults import Finding

_READABLE = 4.5
"""The contrast that text needs against its background (WCAG 2.2, success criterion 1.4.3)."""

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def judge_display(display: Mapping[str, Any]) -> Iterator[Finding]:
    """Find colours that nobody could read."""
    text, background = str(display.get("text_color")), str(display.get("background_color"))
    if not (_COLOR.fullmatch(text) and _COLOR.fullmatch(background)):
        return
    darker, lighter = sorted((_luminance(text), _luminance(background)))
    contrast = (lighter + 0.05) / (darker + 0.05)
    if contrast < _READABLE:
        message = (
            f"Text in {text} on {background} cannot be read well (contrast {contrast:.1f} to 1, needed are "
            f"{_READABLE} to 1). Make one darker or the other lighter."
        )
        yield Finding(("display", "text_color"), message)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
