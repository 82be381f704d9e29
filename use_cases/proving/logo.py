"""The logo of a card: a PNG that holds nothing but its picture, or an SVG of plain shapes; as a `data:` URL.

Wallets draw what a package brings, so it is judged as strictly as a picture that a clerk puts on a card.
"""

from __future__ import annotations

import base64
import re

from use_cases.derive.picture import PictureError, PictureFault, read_picture
from use_cases.proving.plain_svg import SvgError, demand_plain_svg

LOGO_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\.(svg|png)")
"""What the file of a logo may be called; it lies in the folder of its package and nowhere else."""

MAX_BYTES = 16_384

_PNG, _SVG = "image/png", "image/svg+xml"
_SENTENCES = {
    PictureFault.TOO_MANY_PIXELS: "The picture has no pixels, or too many. Make it smaller.",
    PictureFault.HIDDEN: "The file holds more than its picture. Save it without text, times and other additions.",
}


class LogoError(ValueError):
    """The picture cannot be a logo; the text is a sentence with its remedy."""


def logo_url(name: str, content: bytes) -> str:
    """Give the picture as a `data:` URL.

    Raises:
        LogoError: when it is too large, or not a picture that every wallet can draw without harm.
    """
    if len(content) > MAX_BYTES:
        raise LogoError(f"The picture is larger than {MAX_BYTES // 1024} KiB. Make it smaller or simpler.")
    media_type = _PNG if name.endswith(".png") else _SVG
    url = f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
    try:
        if media_type == _PNG:
            read_picture(url, media_types=(_PNG,), max_bytes=MAX_BYTES)
        else:
            demand_plain_svg(content)
    except PictureError as error:
        sentence = "This is not a whole PNG picture. Save it as PNG again, or name a file that is one."
        raise LogoError(_SENTENCES.get(error.fault, sentence)) from error
    except SvgError as error:
        raise LogoError(str(error)) from error
    return url
