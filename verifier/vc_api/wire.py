"""What the requests of this door say and how its answers are written (VCALM 1.0 sections 3.3.1 and 3.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from credentials.verification.verdict import Check, CheckName
from plumbing.http.vc_api_request import BOOLEAN, OBJECT, TEXT
from verifier.vc_api.problem_details import is_verified, problem_of, problems_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject
    from credentials.verification.verdict import Verdict
    from plumbing.http.vc_api_request import Kind

CREDENTIAL = "verifiableCredential"
PRESENTATION = "verifiablePresentation"
MAX_CREDENTIAL_BYTES = 262_144
MAX_PRESENTATION_BYTES = 524_288

_ABOUT_ANSWER = {"returnProblemDetails": BOOLEAN, "returnResults": BOOLEAN}
CREDENTIAL_MEMBERS: Mapping[str, Kind] = {CREDENTIAL: OBJECT}
CREDENTIAL_OPTIONS: Mapping[str, Kind] = {**_ABOUT_ANSWER, "returnCredential": BOOLEAN}
PRESENTATION_MEMBERS: Mapping[str, Kind] = {PRESENTATION: OBJECT}
PRESENTATION_OPTIONS: Mapping[str, Kind] = {
    **_ABOUT_ANSWER,
    "returnPresentation": BOOLEAN,
    "challenge": TEXT,
    "domain": TEXT,
}


def render_credential_answer(
    document: JsonObject, verdict: Verdict, options: JsonObject, *, warnings: Literal["refuse", "bear"]
) -> JsonObject:
    """Answer for a credential; `problemDetails` stand there unless they are not wanted, all else if it is."""
    answer = _answer(verdict, options, warnings=warnings)
    if options.get("returnCredential"):
        answer["credential"] = document
    if options.get("returnResults"):
        answer["results"] = credential_results(document, verdict)
    return answer


def render_presentation_answer(
    document: JsonObject, verdict: Verdict, options: JsonObject, *, warnings: Literal["refuse", "bear"]
) -> JsonObject:
    """Answer for a presentation, as for a credential."""
    answer = _answer(verdict, options, warnings=warnings)
    if options.get("returnPresentation"):
        answer[PRESENTATION] = document
    if options.get("returnResults"):
        answer["results"] = _presentation_results(document, verdict)
    return answer


def render_unknown_challenge() -> JsonObject:
    """Answer for a presentation whose challenge was not made here, was used, or is too old."""
    problem = problem_of(Check(CheckName.NONCE, "nonce-wrong"))
    return {"verified": False, "problemDetails": [problem.to_json()]}


def credential_results(document: JsonObject, verdict: Verdict) -> JsonObject:
    """Which member of a credential was judged how; members that it has not are left out."""
    period = _passed(verdict, CheckName.VALIDITY_PERIOD)
    return {
        **{
            name: {"verified": period, "input": document[name]}
            for name in ("validFrom", "validUntil")
            if name in document
        },
        **{
            name: [{"verified": _passed(verdict, check), "input": entry} for entry in _listed(document[name])]
            for name, check in (
                ("credentialSchema", CheckName.SCHEMA),
                ("credentialStatus", CheckName.STATUS),
                ("proof", CheckName.CREDENTIAL_PROOF),
            )
            if name in document
        },
    }


def _answer(verdict: Verdict, options: JsonObject, *, warnings: Literal["refuse", "bear"]) -> JsonObject:
    answer: JsonObject = {"verified": is_verified(verdict, warnings=warnings)}
    if options.get("returnProblemDetails", True):
        answer["problemDetails"] = [problem.to_json() for problem in problems_of(verdict)]
    return answer


def _presentation_results(document: JsonObject, verdict: Verdict) -> JsonObject:
    said = {
        "challenge": (CheckName.NONCE, "challenge"),
        "domain": (CheckName.AUDIENCE, "domain"),
    }
    proofs = [proof for proof in _listed(document.get("proof", [])) if isinstance(proof, dict)]
    presentation: JsonObject = {
        name: {"verified": _passed(verdict, check), "input": proofs[0][member]}
        for name, (check, member) in said.items()
        if proofs and member in proofs[0]
    }
    if "holder" in document:
        presentation["holder"] = {
            "verified": _passed(verdict, CheckName.HOLDER_BINDING),
            "input": document["holder"],
        }
    presentation["proof"] = [
        {"verified": _passed(verdict, CheckName.PRESENTATION_PROOF), "input": proof} for proof in proofs
    ]
    credentials = [one for one in _listed(document.get(CREDENTIAL, [])) if isinstance(one, dict)]
    return {
        "presentation": presentation,
        "credentials": [{"results": credential_results(one, verdict)} for one in credentials],
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _passed(verdict: Verdict, name: CheckName) -> bool:
    check = verdict.check(name)
    return check is not None and check.passed
