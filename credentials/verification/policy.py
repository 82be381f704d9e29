"""What a verifier accepts: said by the caller, without defaults, and never empty (DESIGN rule 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credentials.dcql.query import CredentialQuery
    from credentials.model.version import DataModel


@dataclass(frozen=True, kw_only=True)
class CredentialPolicy:
    """What is accepted of a credential alone.

    Attributes:
        credential_type: the type, as IRI, for which the issuer must be trusted.
        suites: names of the cryptosuites of Data Integrity.
        jose_algorithms: JOSE names of the signature algorithms of tokens.
        data_models: versions of the W3C data model.
        clock_skew: by how many seconds the issuer's clock, and the wallet's, may differ from this one.
        status_required: whether a credential without any status entry is refused.
        schema_required: whether a credential without any schema is refused.

    Raises:
        ValueError: for a policy that says nothing in one of its places, or contradicts itself.
    """

    credential_type: str
    suites: frozenset[str]
    jose_algorithms: frozenset[str]
    data_models: frozenset[DataModel]
    clock_skew: int
    status_required: bool
    schema_required: bool

    def __post_init__(self) -> None:
        empty = [name for name, value in vars(self).items() if value in ("", frozenset(), None)]
        if empty:
            raise ValueError(f"a policy must say what it accepts: {', '.join(sorted(empty))}")
        if self.clock_skew < 0:
            raise ValueError("a clock skew is not negative")


@dataclass(frozen=True, kw_only=True)
class PresentationPolicy(CredentialPolicy):
    """What is accepted of a presentation that answers one credential query.

    Attributes:
        audience: for whom the presentation must have been made: the full client identifier, with its prefix.
        nonce: which question it must answer.
        query: what was asked.
        verifier: the DID of who asks; the registry must let it.
        only_what_was_asked: whether a credential that shows more of its holder than was asked for is refused.
    """

    audience: str
    nonce: str
    query: CredentialQuery
    verifier: str
    only_what_was_asked: bool

    def __post_init__(self) -> None:
        super().__post_init__()
        alternatives = self.query.type_alternatives
        if not alternatives or not all(self.credential_type in alternative for alternative in alternatives):
            raise ValueError("the query must ask for the type for which the issuer must be trusted, and for no other")
