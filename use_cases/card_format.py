"""The forms in which a kind of document is issued: a credential format and what secures it; the one table of both.

What a form needs follows from it here: which key of the office signs, whether a holder can show a part of the card.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from credentials.data_integrity.suites import SELECTIVE
from credentials.keys.algorithm import Algorithm


class Format(StrEnum):
    """A credential format identifier (OpenID4VCI 1.0 appendix A)."""

    LDP_VC = "ldp_vc"
    SD_JWT_VC = "dc+sd-jwt"


@dataclass(frozen=True, slots=True)
class CardFormat:
    """One form of a card.

    Attributes:
        format: the credential format.
        secured_by: the cryptosuite (`ldp_vc`), or the JOSE name of the signature algorithm (`dc+sd-jwt`).
    """

    format: Format
    secured_by: str

    @property
    def name(self) -> str:
        """What people call it in commands, such as `ldp_vc:ecdsa-sd-2023`."""
        return f"{self.format}:{self.secured_by}"

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm of the key that signs it."""
        return KEYS[self.format][self.secured_by]

    @property
    def selective(self) -> bool:
        """Whether its holder can show some claims and keep the others."""
        return self.format is Format.SD_JWT_VC or self.secured_by in SELECTIVE

    def path(self, *claim: str) -> tuple[str, ...]:
        """Where a claim lies in a card of this form (claims path pointer, OpenID4VP 1.0 section 7)."""
        return claim if self.format is Format.SD_JWT_VC else ("credentialSubject", *claim)


KEYS: dict[Format, dict[str, Algorithm]] = {
    Format.LDP_VC: {
        "eddsa-rdfc-2022": Algorithm.ED25519,
        "eddsa-jcs-2022": Algorithm.ED25519,
        "ecdsa-rdfc-2019": Algorithm.P256,
        "ecdsa-jcs-2019": Algorithm.P256,
        "ecdsa-sd-2023": Algorithm.P256,
    },
    Format.SD_JWT_VC: {"ES256": Algorithm.P256, "ES384": Algorithm.P384, "EdDSA": Algorithm.ED25519},
}
"""Each form that can be issued, with the algorithm of the key that it needs."""

WORDS = {Format.LDP_VC: "cryptosuite", Format.SD_JWT_VC: "algorithm"}
"""What the package calls `secured_by` in each format."""

DEFAULT = (CardFormat(Format.LDP_VC, "eddsa-rdfc-2022"),)
"""What a package issues that names no formats."""


def forms_called(word: str, forms: tuple[CardFormat, ...]) -> tuple[CardFormat, ...]:
    """Find the forms that a person means: all of a format, or one by its name.

    Raises:
        ValueError: when there is none; says which there are.
    """
    meant = tuple(form for form in forms if word in (form.format, form.name))
    if not meant:
        raise ValueError(f"it is not issued as {word}, but as {', '.join(form.name for form in forms)}")
    return meant
