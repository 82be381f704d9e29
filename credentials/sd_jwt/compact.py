"""The compact form: `<issuer-signed JWT>~<disclosure>~...~<Key Binding JWT or nothing>` (RFC 9901 section 4)."""

from __future__ import annotations

from dataclasses import dataclass

from credentials.errors import SdJwtError
from credentials.sd_jwt.disclosure import MAX_DISCLOSURES

MAX_BYTES = 1_048_576
"""Enough for a portrait among the claims."""

_SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class SdJwt:
    """An SD-JWT in its parts, each as it is sent and none of them read.

    Attributes:
        issuer_jwt: what the issuer has signed.
        disclosures: of the claims that are shown.
        key_binding_jwt: what the holder has signed; None where there is none.
    """

    issuer_jwt: str
    disclosures: tuple[str, ...]
    key_binding_jwt: str | None = None

    def render(self) -> str:
        """Write the compact form."""
        return self.without_key_binding() + (self.key_binding_jwt or "")

    def without_key_binding(self) -> str:
        """Everything up to and including the last `~`: what a Key Binding JWT is made over (section 4.3.1)."""
        return _SEPARATOR.join((self.issuer_jwt, *self.disclosures, ""))


def parse_compact(text: object, *, max_bytes: int = MAX_BYTES) -> SdJwt:
    """Take the compact form apart.

    Raises:
        SdJwtError: no text, too long, too many disclosures, an empty part, or nothing that ends the disclosures.
    """
    if not isinstance(text, str) or len(text) > max_bytes:
        raise SdJwtError(f"an SD-JWT is a text of at most {max_bytes} bytes")
    if not text.isascii():
        raise SdJwtError("an SD-JWT has letters that do not belong into it")
    # Counted first: nothing is copied, hashed or read of an answer that holds too many.
    if text.count(_SEPARATOR) > MAX_DISCLOSURES + 1:
        raise SdJwtError(f"an SD-JWT with more than {MAX_DISCLOSURES} disclosures")
    issuer_jwt, *disclosures = text.split(_SEPARATOR)
    if not disclosures:
        raise SdJwtError("an SD-JWT has a ~ after its JWT and after each disclosure")
    key_binding_jwt = disclosures.pop()
    if not issuer_jwt or not all(disclosures):
        raise SdJwtError("an SD-JWT with an empty part")
    return SdJwt(issuer_jwt, tuple(disclosures), key_binding_jwt or None)
