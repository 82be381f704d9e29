"""Which of the asked-for credentials a wallet has sent: exactly one, under its own name (OpenID4VP 1.0 section 8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.dcql.ask import ASKED_FORMATS
from verifier.presentation.refusals import MalformedAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from credentials.dcql.query import CredentialQuery, Query


@dataclass(frozen=True, slots=True)
class Answered:
    """One presentation and the credential query that it claims to answer."""

    query: CredentialQuery
    presentation: Any


def answered_by(vp_token: Mapping[str, Sequence[Any]], query: Query) -> Answered:
    """Find the one option that the wallet has taken.

    Every option is one credential, so whoever sends two has not chosen, and of two it could not be said which Verdict
    counts.

    Raises:
        MalformedAnswer: no or several credentials, a name that was not asked for, or another JSON type than the
            format's.
    """
    if len(vp_token) != 1:
        raise MalformedAnswer("vp_token must answer exactly one of the credential queries")
    ((query_id, presentations),) = vp_token.items()
    credential_query = next((one for one in query.credentials if one.id == query_id), None)
    if credential_query is None:
        raise MalformedAnswer("vp_token answers a credential query that was not asked")
    if len(presentations) != 1:
        raise MalformedAnswer(f"vp_token.{query_id} must be an array of exactly one presentation")
    if not isinstance(presentations[0], ASKED_FORMATS[credential_query.format].presented_as):
        raise MalformedAnswer(f"a presentation in {credential_query.format} has another JSON type")
    return Answered(credential_query, presentations[0])
