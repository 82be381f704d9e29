from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.use_cases.package_texts import faults_of, load_text, spoilt
from use_cases.proving.logo import MAX_BYTES, LogoError, logo_url

if TYPE_CHECKING:
    from pathlib import Path

COLOR = 'text_color = "#ffffff"'
SHAPES = '<path fill="url(#a)" transform="translate(1 2)" d="M0 0"/>'


def svg(inside: str, head: str = "") -> bytes:
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'.encode()


def png(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    header = (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    chunks = (header, *more, (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def with_logo(name: str) -> str:
    return spoilt(COLOR, f'{COLOR}\nlogo = {{ file = "{name}", alt = {{ de = "Wappen", en = "Coat of arms" }} }}')


@pytest.mark.parametrize(("name", "content"), [("logo.svg", svg(SHAPES)), ("coat-of-arms.png", png(64, 64))])
def test_a_picture_beside_the_package_is_its_logo(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    logo = load_text(tmp_path, with_logo(name)).display.logo
    assert logo is not None
    assert logo.alt.en == "Coat of arms"
    assert base64.b64decode(logo.data_url.partition(",")[2]) == content
    assert logo.data_url.startswith("data:image/svg+xml" if name.endswith("svg") else "data:image/png")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no element found"),
        (b"<svg", "unclosed token"),
        (b"\xff\xfe<\x00s\x00", "not written in UTF-8"),
        (svg("", '<?xml version="1.0" encoding="UTF-7"?>'), "not written in UTF-8"),
        (svg("&b;", '<!DOCTYPE svg [<!ENTITY a "xxxx"><!ENTITY b "&a;&a;&a;&a;">]>'), "document type"),
        (svg("", '<!DOCTYPE svg SYSTEM "https://far.example/svg.dtd">'), "document type"),
        (svg("<?xml-stylesheet href='https://far.example/a.css'?>"), "instruction"),
        (svg("&far;"), "undefined entity"),
        (svg("<script>alert(1)</script>"), "<script>"),
        (svg("<style>@import url(https://far.example)</style>"), "<style>"),
        (svg('<image href="https://far.example/a.png"/>'), "<image>"),
        (svg('<g><use href="#a"/></g>'), "<use>"),
        (svg("<foreignObject/>"), "<foreignObject>"),
        (svg('<html xmlns="http://www.w3.org/1999/xhtml"/>'), "<html>"),
        (svg('<animate attributeName="x"/>'), "<animate>"),
        (b'<svg viewBox="0 0 9 9"/>', "<svg>"),
        (svg('<path onclick="alert(1)"/>'), "onclick"),
        (svg('<path style="fill:url(https://far.example)"/>'), "style"),
        (svg('<path xmlns:x="http://www.w3.org/1999/xlink" x:href="#a"/>'), "href"),
        (svg('<path fill="url(https://far.example)"/>'), "leads out"),
        (svg('<path fill="URL( https://far.example )"/>'), "leads out"),
        (svg('<path fill="u\\72l(https://far.example)"/>'), "leads out"),
        (svg('<path fill="image(x)"/>'), "leads out"),
        (svg("<g>" * 2000 + "</g>" * 2000), "deep"),
        (svg(f"<path d='{'0' * MAX_BYTES}'/>"), "larger than 16 KiB"),
    ],
)
def test_an_svg_that_runs_fetches_or_grows_is_no_logo(content: bytes, sentence: str) -> None:
    with pytest.raises(LogoError) as refused:
        logo_url("logo.svg", content)
    assert sentence in str(refused.value)
    assert "Make it smaller" in str(refused.value) or "as PNG" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (svg(SHAPES), "not a whole PNG"),
        (png(9, 9)[:20], "not a whole PNG"),
        (png(9, 9)[:-4], "not a whole PNG"),
        (png(9, 9) + svg("<script/>"), "not a whole PNG"),
        (png(9, 9, (b"tEXt", b"where=here")), "more than its picture"),
        (png(0, 9), "no pixels, or too many"),
        (png(60_000, 60_000), "no pixels, or too many"),
    ],
)
def test_a_png_that_is_none_or_unpacks_to_a_bomb_is_no_logo(content: bytes, sentence: str) -> None:
    with pytest.raises(LogoError, match=sentence):
        logo_url("logo.png", content)


def test_a_logo_is_refused_at_its_place_in_the_file(tmp_path: Path) -> None:
    text = with_logo("logo.svg")
    (missing,) = faults_of(tmp_path, text)
    (tmp_path / "logo.svg").write_bytes(svg("<script/>"))
    (scripted,) = faults_of(tmp_path, text)
    line = next(number for number, row in enumerate(text.splitlines(), 1) if row.startswith("logo = "))
    assert [(fault.place, fault.line) for fault in (missing, scripted)] == [("display.logo.file", line)] * 2
    assert "Put it there" in missing.message


def test_a_logo_is_never_looked_for_outside_the_folder(tmp_path: Path) -> None:
    for name in ("../logo.svg", "/etc/logo.svg", "earlier/logo.svg", ".svg", "logo.gif"):
        (fault,) = faults_of(tmp_path, with_logo(name))
        assert fault.place == "display.logo.file"


def test_a_logo_that_links_out_of_the_folder_or_is_no_file_cannot_be_read(tmp_path: Path) -> None:
    package, far = tmp_path / "package", tmp_path / "far.svg"
    package.mkdir()
    far.write_bytes(svg(SHAPES))
    (package / "logo.svg").symlink_to(far)
    (linked,) = faults_of(package, with_logo("logo.svg"))
    (package / "logo.svg").unlink()
    (package / "logo.svg").symlink_to("logo.svg")
    (circle,) = faults_of(package, with_logo("logo.svg"))
    (package / "logo.svg").unlink()
    (package / "logo.svg").mkdir()
    (folder,) = faults_of(package, with_logo("logo.svg"))
    assert [fault.file for fault in (linked, circle, folder)] == [str(package / "logo.svg")] * 3
    for fault in (linked, circle):
        assert "leads out of the folder" in fault.message
    assert "no such file" in folder.message


def test_links_inside_the_folder_are_followed_as_a_mounted_configuration_needs(tmp_path: Path) -> None:
    (tmp_path / "..data").mkdir()
    (tmp_path / "..data" / "logo.svg").write_bytes(svg(SHAPES))
    (tmp_path / "logo.svg").symlink_to("..data/logo.svg")
    assert load_text(tmp_path, with_logo("logo.svg")).display.logo is not None
