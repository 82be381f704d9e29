"""What a purpose asks a wallet, taken from the registry's statement and from nowhere else.

So a service cannot ask for more than it is listed for: the query is derived from the same signed statement that the
wallet shows to its holder (SECURITY V-25).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trust_registry.reading.statement import Action

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from trust_registry.reading.registry import Registry
    from trust_registry.reading.statement import Asking, Statement

# One question, one credential: its id in the DCQL query and in the vp_token (OpenID4VP 1.0 section 6.1).
QUERY_ID = "document"
# A term that VCDM defines expands to this IRI in 1.1 and 2.0 alike (OpenID4VP 1.0 appendix B.1.1).
VERIFIABLE_CREDENTIAL = "https://www.w3.org/2018/credentials#VerifiableCredential"


def find_statement(registry: Registry, *, relying_party: str, purpose: str, at: int) -> Statement | None:
    """The statement under which a relying party may ask for a purpose at a moment, or None.

    Args:
        registry: One proven list.
        relying_party: The DID of who asks.
        purpose: Id of the purpose.
        at: UTC seconds.
    """
    types = {s.credential_type for s in registry.statements if s.entity == relying_party and s.action is Action.VERIFY}
    for credential_type in sorted(types):
        statement = registry.verify_statement(
            entity=relying_party, credential_type=credential_type, purpose=purpose, at=at
        )
        if statement is not None and statement.signed is not None:
            return statement
    return None


def asking_of(statement: Statement) -> Asking:
    """What the statement allows to ask; a verify statement always says it."""
    if statement.asking is None:
        raise ValueError("only a verify statement says what may be asked")
    return statement.asking


def dcql_query(statement: Statement) -> JsonObject:
    """The DCQL query of a purpose (OpenID4VP 1.0 section 6)."""
    return {
        "credentials": [
            {
                "id": QUERY_ID,
                "format": "ldp_vc",
                "meta": {"type_values": [[VERIFIABLE_CREDENTIAL, statement.credential_type]]},
                "claims": [{"path": list(path)} for path in asking_of(statement).claims],
            }
        ]
    }
