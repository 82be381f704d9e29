"""A QR code is read back by a reader that is not ours, and has a name for those who do not see it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
import zxingcpp

from plumbing.webui.qr import qr_svg

SCALE = 4
SVG = "{http://www.w3.org/2000/svg}"


def pixels_of(svg: str) -> memoryview:
    """Paint the code: segno draws each row as strokes one module high."""
    root = ET.fromstring(svg)  # noqa: S314 - our own markup
    size = int(root.attrib["viewBox"].split()[2])
    path = next(path for path in root.iter(f"{SVG}path") if "stroke" in path.attrib)
    dark = [[False] * size for _ in range(size)]
    x = y = 0.0
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", path.attrib["d"]):
        if command == "M":
            x, y = float(first), float(second)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            for column in range(int(x), int(x + float(first))):
                dark[int(y)][column] = True
            x += float(first)
    rows = (bytes(0 if cell else 255 for cell in row for _ in range(SCALE)) * SCALE for row in dark)
    return memoryview(b"".join(rows)).cast("B", shape=[size * SCALE, size * SCALE])


@pytest.mark.parametrize(
    "text",
    [
        "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Flocalhost%3A8443%2Foffices%2Flibrary%2Foffers%2Fx",
        "https://city.example/" + "x" * 300,
        "Bürgeramt <&>",
    ],
)
def test_a_reader_reads_what_was_written(text: str) -> None:
    (found,) = zxingcpp.read_barcodes(pixels_of(qr_svg(text, title="Take your card")))
    assert found.text == text


def test_it_has_a_name_and_is_well_formed_whatever_the_name() -> None:
    title = 'Karte "nehmen" <script>alert(1)</script> & mehr'
    root = ET.fromstring(qr_svg("x", title=title))  # noqa: S314 - our own markup
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == title
    assert root.findtext(f"{SVG}title") == title
    assert not list(root.iter("script"))


def test_it_scales_and_stays_readable_on_a_dark_page() -> None:
    svg = qr_svg("x", title="x")
    assert "viewBox=" in svg
    assert "width=" not in svg.split(">")[0]
    assert 'fill="#fff"' in svg
