"""A credential as a test suite sends it becomes a secured one, or is refused in the words of the W3C."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.data_integrity.proof_context import with_proof_context
from credentials.data_integrity.secure import prepare
from credentials.errors import CredentialError
from credentials.formats import FORMATS
from credentials.model.credential import parse_credential
from credentials.model.enveloped import CREDENTIAL, render_enveloped
from credentials.vc_jose import secured_token
from credentials.verification.checks.proof import ASSERTION
from credentials.verification.formats.ldp_vc import FORMAT
from plumbing.http.problems import Problem
from stadtsiegel.conformance.accepted import POLICY
from stadtsiegel.conformance.issuers import JOSE
from verifier.vc_api.problem_details import problem_of

if TYPE_CHECKING:
    from credentials.data_integrity.selective.base_proof import Selective
    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject
    from stadtsiegel.conformance.issuers import Issuer


def issue(
    credential: JsonObject, *, issuer: Issuer, contexts: ContextSet, now: int, selective: Selective | None = None
) -> JsonObject:
    """Secure a credential.

    Whoever the credential names as its issuer, it is this one that issues it: a well-formed `issuer` is replaced, one
    that is missing or malformed refused.

    Args:
        credential: as sent.
        issuer: who signs.
        contexts: all that the credential may name.
        now: UTC seconds.
        selective: what an issuer needs whose holders can show parts; None for every other.

    Raises:
        Problem: 400, for whatever a verifier could not take.
    """
    document = with_proof_context(credential)
    _judge_shape(document, contexts)
    named = document["issuer"]
    document = {**document, "issuer": {**named, "id": issuer.did} if isinstance(named, dict) else issuer.did}
    try:
        _judge_related_resources(document, contexts)
        return sign(document, issuer=issuer, contexts=contexts, now=now, selective=selective)
    except CredentialError as error:
        raise refused(error) from error


def sign(
    document: JsonObject, *, issuer: Issuer, contexts: ContextSet, now: int, selective: Selective | None = None
) -> JsonObject:
    """Sign a document as it is; all else as `issue`.

    Raises:
        CredentialError: it cannot be secured.
    """
    if issuer.suite == JOSE:
        return _sign_token(document, issuer, now)
    prepared = prepare(
        document,
        cryptosuite=issuer.suite,
        verification_method=issuer.verification_method,
        proof_purpose=ASSERTION,
        created=now,
        contexts=contexts,
        algorithm=issuer.key.public_key.algorithm,
        selective=selective,
    )
    return prepared.attach(issuer.key.sign(prepared.signing_input))


def _sign_token(document: JsonObject, issuer: Issuer, now: int) -> JsonObject:
    prepared = secured_token.prepare(
        document,
        typ=secured_token.VC_JWT,
        algorithm=issuer.key.public_key.algorithm.jose_name,
        key_id=issuer.verification_method,
        claims={"iat": now},
    )
    token = prepared.attach(issuer.key.sign(prepared.signing_input))
    return render_enveloped(CREDENTIAL, f"application/{secured_token.VC_JWT}", token)


def refused(error: CredentialError) -> Problem:
    """Tell an error of the ground."""
    return Problem(400, error.detail, type_=error.problem_type, title=error.problem_type.rpartition("#")[2])


def _judge_shape(document: JsonObject, contexts: ContextSet) -> None:
    check, _ = FORMATS[FORMAT].read_credential(document, policy=POLICY, contexts=contexts)
    if check.passed:
        return
    problem = problem_of(check)
    raise Problem(400, check.detail or problem.detail, type_=problem.type, title=problem.title)


def _judge_related_resources(document: JsonObject, contexts: ContextSet) -> None:
    """Compare what lies here with its digest; what would have to be fetched is left to whoever uses it."""
    for resource in parse_credential(document, data_models=POLICY.data_models).related_resources:
        if resource.id in contexts:
            resource.judge_content(contexts.get(resource.id))
