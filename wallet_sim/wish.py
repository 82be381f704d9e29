"""Which of several offered forms of a card a wallet takes, and in how many copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wallet_sim.refusals import WalletRefuses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject
    from wallet_sim.forms.form import Form


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a holder would like.

    Attributes:
        format: A credential format identifier, or None for the first that the wallet knows.
        secured_by: A cryptosuite or an algorithm of the issuer, or None for any that the wallet can check.
        copies: How many copies, if the issuer makes so many at once.
        encrypted: Whether request and response are encrypted beneath TLS.
    """

    format: str | None = None
    secured_by: str | None = None
    copies: int = 1
    encrypted: bool = False

    def choose(self, metadata: JsonObject, offered: tuple[str, ...], forms: Mapping[str, Form]) -> str:
        """Choose one of the offered credential configurations.

        Raises:
            WalletRefuses: the issuer offers what it does not describe, or nothing that this wallet takes.
        """
        described = metadata["credential_configurations_supported"]
        for configuration_id in offered:
            if configuration_id not in described:
                raise WalletRefuses("unknown-configuration", "the issuer offers what it does not describe")
        for configuration_id in offered:
            if self._takes(described[configuration_id], forms):
                return configuration_id
        raise WalletRefuses("no-form-fits", "the card is not offered in a form that this wallet takes")

    def copies_from(self, metadata: JsonObject) -> int:
        """How many copies to ask for (OpenID4VCI 1.0 section 3.3.2)."""
        most: int = metadata.get("batch_credential_issuance", {}).get("batch_size", 1)
        return min(self.copies, most)

    def _takes(self, configuration: JsonObject, forms: Mapping[str, Form]) -> bool:
        form = forms.get(configuration["format"])
        if form is None or self.format not in (None, form.format):
            return False
        known = form.secured_by & set(configuration.get("credential_signing_alg_values_supported", form.secured_by))
        return bool(known) and self.secured_by in (None, *known)


ANY_CARD = Wish()
"""Whatever comes first, once."""
