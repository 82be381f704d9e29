"""QR codes as SVG: sharp at any size, readable on dark pages, named for those who do not see them."""

from __future__ import annotations

import io
from xml.sax.saxutils import quoteattr

import segno


def qr_svg(text: str, *, title: str) -> str:
    """Draw a text as a QR code.

    Args:
        text: what a camera shall read; at most about 2300 bytes.
        title: what the code is for, for screen readers and tooltips.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    svg = io.BytesIO()
    # with its namespace, the same text serves inside a page and as a picture of its own
    code.save(svg, kind="svg", border=4, dark="#000", light="#fff", omitsize=True, title=title, xmldecl=False, nl=False)
    return svg.getvalue().decode().replace("<svg ", f'<svg role="img" aria-label={quoteattr(title)} ', 1)
