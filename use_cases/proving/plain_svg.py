"""An SVG of plain shapes: nothing in it runs, and nothing is fetched for it.

What may stand in it is listed; everything else is refused: scripts, style sheets, text set in somebody's fonts,
pictures inside, references but to its own gradients and clips, document types.
"""

from __future__ import annotations

import re
from xml.parsers import expat

MAX_DEPTH = 16

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


class SvgError(ValueError):
    """The picture holds something else than plain shapes; the text is a sentence with its remedy."""


def demand_plain_svg(content: bytes) -> None:
    """Return when the picture holds nothing but plain shapes.

    Raises:
        SvgError: when it holds anything else, or is no SVG at all.
    """
    reader = expat.ParserCreate("utf-8", namespace_separator=" ")
    open_elements: list[str] = []

    def begin(element: str, attributes: dict[str, str]) -> None:
        namespace, _, name = element.rpartition(" ")
        if namespace != _SVG or name not in _ELEMENTS or (not open_elements and name != "svg"):
            raise SvgError(f"<{name[:40]}> may not stand in it. {_PLAIN}")
        if len(open_elements) == MAX_DEPTH:
            raise SvgError(f"The shapes lie more than {MAX_DEPTH} deep in each other. {_PLAIN}")
        open_elements.append(name)
        for attribute, value in attributes.items():
            if attribute not in _ATTRIBUTES:
                raise SvgError(f"The attribute {attribute[:40]} may not stand in it. {_PLAIN}")
            if not _is_plain(value):
                raise SvgError(f"The value of {attribute} leads out of the picture. {_PLAIN}")

    def refuse(*_: object) -> None:
        raise SvgError(f"A document type, an entity or an instruction may not stand in it. {_PLAIN}")

    def demand_utf8(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() != "utf-8":  # another reader would read another picture
            raise SvgError(f"The picture says that it is not written in UTF-8. {_PLAIN}")

    reader.StartElementHandler = begin
    reader.EndElementHandler = lambda _: open_elements.pop()
    reader.StartDoctypeDeclHandler = reader.ProcessingInstructionHandler = refuse
    reader.XmlDeclHandler = demand_utf8
    try:
        reader.Parse(content.decode("utf-8"), True)
    except UnicodeDecodeError as error:
        raise SvgError(f"The picture is not written in UTF-8. {_PLAIN}") from error
    except expat.ExpatError as error:
        raise SvgError(f"This is not an SVG picture ({expat.errors.messages[error.code]}). {_PLAIN}") from error


def _is_plain(value: str) -> bool:
    """Whether a value calls only functions that compute; a backslash could hide another name (CSS Syntax 3, 4.3.7)."""
    return (
        "\\" not in value
        and all(name in _FUNCTIONS for name in _FUNCTION.findall(value))
        and not _REFERENCE.search(value)
    )
