"""Query answered: the verifier's own re-check of types, claims and values (OpenID4VP 1.0 section 6.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.dcql.claims_path import lies_on, render_path
from credentials.dcql.match import GapKind, Holding, unanswered
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from credentials.dcql.claims_path import ClaimsPath
    from credentials.dcql.query import CredentialQuery
    from credentials.verification.shown import ShownCredential

_FINDINGS = {
    GapKind.TYPE: "type-not-asked-for",
    GapKind.CLAIM: "claim-missing",
    GapKind.VALUE: "claim-value-not-accepted",
}


def judge_type_asked_for(shown: ShownCredential, *, query: CredentialQuery) -> Check | None:
    """The finding that another type was shown; it needs no proof, since nothing proven could mend it."""
    gaps = unanswered(query, _holding(shown, query))
    if gaps and gaps[0].kind is GapKind.TYPE:
        return Check(CheckName.QUERY_ANSWERED, "type-not-asked-for")
    return None


def judge_query_answered(shown: ShownCredential, *, query: CredentialQuery, only_what_was_asked: bool) -> Check:
    """Compare a proven credential with everything that was asked for; the first gap is named."""
    gaps = unanswered(query, _holding(shown, query))
    if not gaps:
        if only_what_was_asked and (unasked := _first_unasked(shown, query)):
            return Check(CheckName.QUERY_ANSWERED, "more-shown-than-asked", render_path(unasked))
        return Check(CheckName.QUERY_ANSWERED, "query-answered")
    return Check(CheckName.QUERY_ANSWERED, _FINDINGS[gaps[0].kind], render_path(gaps[0].path))


def _first_unasked(shown: ShownCredential, query: CredentialQuery) -> ClaimsPath | None:
    """What the credential says of its holder that is none of the asked-for claims, nor lies in one of them."""
    asked = [claim.path for claim in query.claims]
    return next((fact for fact in shown.facts if not any(lies_on(fact, path) for path in asked)), None)


def _holding(shown: ShownCredential, query: CredentialQuery) -> Holding:
    # It was read by the rules of the format that the query asks for, so it has no other.
    return Holding(query.id, query.format, shown.types, shown.claims)
