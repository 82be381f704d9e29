"""`data:` URLs that carry a secured document: a media type and text, nothing else (RFC 2397).

No parameters and no base64: what is carried here are tokens, and those are text that needs neither.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from credentials.errors import ModelError

LONGEST = 1_048_576

_TOKEN = r"[A-Za-z0-9!#$&^_.+-]+"  # noqa: S105 - the token of RFC 6838 section 4.2
_DATA_URL = re.compile(
    rf"data:({_TOKEN}/{_TOKEN}),((?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{{2}})*)", re.IGNORECASE
)


def parse_data_url(text: object) -> tuple[str, str]:
    """Read a data URL.

    Returns:
        The media type in small letters, and the text.

    Raises:
        ModelError: for anything else, parameters, base64, foreign letters and text beyond ASCII included.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ModelError(f"a data URL is a text of at most {LONGEST} letters")
    written = _DATA_URL.fullmatch(text)
    if written is None:
        raise ModelError("a secured document is carried as data:<media type>,<document>")
    try:
        return written[1].lower(), unquote_to_bytes(written[2]).decode("ascii")
    except UnicodeDecodeError as error:
        raise ModelError("what this data URL carries is not ASCII") from error


def render_data_url(media_type: str, text: str) -> str:
    """Write a data URL.

    Raises:
        ModelError: for text that would have to be escaped; tokens never do.
    """
    url = f"data:{media_type},{text}"
    if parse_data_url(url) != (media_type, text):
        raise ModelError("only tokens are carried in data URLs here")
    return url
