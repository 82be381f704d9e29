"""The logo of a card: a small PNG, or an SVG of plain shapes that runs nothing and fetches nothing.

Wallets draw what a package brings, so an SVG may hold only what is listed here: no script, no style sheet, no text
set in somebody's fonts, no picture inside, no reference but to a gradient or clip of its own, no DTD. PNG: the
signature and the header (PNG third edition, sections 5.2 and 11.2.1), so that no small file unpacks to a huge picture.
"""

from __future__ import annotations

import base64
import re
import struct
from xml.parsers import expat

LOGO_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\.(svg|png)")
"""What the file of a logo may be called; it lies in the folder of its package and nowhere else."""

MAX_BYTES = 16_384
MAX_SIDE = 1_024
"""The most pixels of a PNG on each side."""
MAX_DEPTH = 16

_PNG_BEGINS = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"
_SVG = "http://www.w3.org/2000/svg"
_WORD = re.compile(r"\S+")
_ELEMENTS = frozenset(
    _WORD.findall(
        """
        svg g defs title desc path rect circle ellipse line polyline polygon linearGradient radialGradient stop clipPath
        """
    )
)
_ATTRIBUTES = frozenset(
    _WORD.findall(
        """
        id version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform
        gradientTransform gradientUnits spreadMethod clipPathUnits offset stop-color stop-opacity color opacity
        fill fill-opacity fill-rule stroke stroke-opacity stroke-width stroke-linecap stroke-linejoin stroke-miterlimit
        stroke-dasharray stroke-dashoffset clip-path clip-rule role
        """
    )
)
_FUNCTION = re.compile(r"([^\s,;()]*)\s*\(")
_FUNCTIONS = frozenset(_WORD.findall("matrix translate scale rotate skewX skewY rgb rgba hsl hsla url"))
_REFERENCE = re.compile(r"url\s*\(\s*(?!#[A-Za-z][A-Za-z0-9_.-]*\s*\))", re.IGNORECASE)
_PLAIN = "Save it as plain SVG with shapes only, or as PNG."


class LogoError(ValueError):
    """The picture cannot be a logo; the text is a sentence with its remedy."""


def logo_url(name: str, content: bytes) -> str:
    """Give the picture as a `data:` URL.

    Raises:
        LogoError: when it is too large, or not a picture that every wallet can draw without harm.
    """
    if len(content) > MAX_BYTES:
        raise LogoError(f"The picture is larger than {MAX_BYTES // 1024} KiB. Make it smaller or simpler.")
    if name.endswith(".png"):
        _demand_png(content)
        media_type = "image/png"
    else:
        _demand_plain_svg(content)
        media_type = "image/svg+xml"
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def _demand_png(content: bytes) -> None:
    header = content[len(_PNG_BEGINS) : len(_PNG_BEGINS) + 8]
    if not content.startswith(_PNG_BEGINS) or len(header) != 8:  # noqa: PLR2004 - two numbers of four bytes
        raise LogoError("This is not a PNG picture. Save it as PNG, or name a file that is one.")
    if not all(1 <= side <= MAX_SIDE for side in struct.unpack(">II", header)):
        raise LogoError(f"The picture must have 1 to {MAX_SIDE} pixels on each side. Make it smaller.")


def _demand_plain_svg(content: bytes) -> None:
    reader = expat.ParserCreate("utf-8", namespace_separator=" ")
    open_elements: list[str] = []

    def begin(element: str, attributes: dict[str, str]) -> None:
        namespace, _, name = element.rpartition(" ")
        if namespace != _SVG or name not in _ELEMENTS or (not open_elements and name != "svg"):
            raise LogoError(f"<{name[:40]}> may not stand in a logo. {_PLAIN}")
        if len(open_elements) == MAX_DEPTH:
            raise LogoError(f"The shapes lie more than {MAX_DEPTH} deep in each other. {_PLAIN}")
        open_elements.append(name)
        for attribute, value in attributes.items():
            if attribute not in _ATTRIBUTES:
                raise LogoError(f"The attribute {attribute[:40]} may not stand in a logo. {_PLAIN}")
            if not _is_plain(value):
                raise LogoError(f"The value of {attribute} leads out of the picture. {_PLAIN}")

    def refuse(*_: object) -> None:
        raise LogoError(f"A document type, an entity or an instruction may not stand in a logo. {_PLAIN}")

    def demand_utf8(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() != "utf-8":  # another reader would read another picture
            raise LogoError(f"The picture says that it is not written in UTF-8. {_PLAIN}")

    reader.StartElementHandler = begin
    reader.EndElementHandler = lambda _: open_elements.pop()
    reader.StartDoctypeDeclHandler = reader.ProcessingInstructionHandler = refuse
    reader.XmlDeclHandler = demand_utf8
    try:
        reader.Parse(content.decode("utf-8"), True)
    except UnicodeDecodeError as error:
        raise LogoError(f"The picture is not written in UTF-8. {_PLAIN}") from error
    except expat.ExpatError as error:
        raise LogoError(f"This is not an SVG picture ({expat.errors.messages[error.code]}). {_PLAIN}") from error


def _is_plain(value: str) -> bool:
    """Whether a value calls only functions that compute; a backslash could hide another name (CSS Syntax 3, 4.3.7)."""
    return (
        "\\" not in value
        and all(name in _FUNCTIONS for name in _FUNCTION.findall(value))
        and not _REFERENCE.search(value)
    )
