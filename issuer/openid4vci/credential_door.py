"""The credential endpoint (OpenID4VCI 1.0 section 8): one access token, one card, a copy for each key proven."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from issuer.hall import HALL, office_of
from issuer.issuance.credential_request import BATCH_SIZE, CredentialRequest
from issuer.openid4vci.bearer import offer_of_token
from issuer.openid4vci.errors import NO_STORE, speaks_protocol
from issuer.refusals import EncryptionNotOffered, KeyProofRefused, MalformedCredentialRequest
from plumbing.http.bodies import read_json_object

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 65_536


@speaks_protocol(MalformedCredentialRequest)
async def post_credential(request: web.Request) -> web.Response:
    """POST /offices/{office}/credential."""
    office = office_of(request)
    offer = await offer_of_token(request, office)
    credential_request = parse_credential_request(await read_json_object(request, max_bytes=MAX_BYTES))
    issued = await request.app[HALL].issue_credential(office, offer, credential_request)
    answer = {
        "credentials": [{"credential": copy} for copy in issued.copies],
        "notification_id": issued.notification_id,
    }
    return web.json_response(answer, headers=NO_STORE)


def parse_credential_request(body: Mapping[str, Any]) -> CredentialRequest:
    """Read a credential request; unknown members are ignored.

    Raises:
        MalformedCredentialRequest, EncryptionNotOffered, KeyProofRefused: as the names say.
    """
    names = {name: body[name] for name in ("credential_configuration_id", "credential_identifier") if name in body}
    if len(names) != 1 or not all(isinstance(value, str) and value for value in names.values()):
        raise MalformedCredentialRequest(
            "exactly one of credential_configuration_id and credential_identifier belongs here, as a string"
        )
    if "credential_response_encryption" in body:
        raise EncryptionNotOffered("this issuer does not offer encrypted responses")
    return CredentialRequest(
        configuration_id=names.get("credential_configuration_id"),
        credential_identifier=names.get("credential_identifier"),
        proofs=_proofs(body),
    )


def _proofs(body: Mapping[str, Any]) -> tuple[str, ...]:
    if "proofs" not in body:
        raise KeyProofRefused("proofs is missing")
    proofs = body["proofs"]
    if not isinstance(proofs, dict) or len(proofs) != 1:
        raise MalformedCredentialRequest("proofs is an object with exactly one member")
    if "jwt" not in proofs:
        raise KeyProofRefused("only proofs of the type jwt are accepted")
    tokens = proofs["jwt"]
    if not isinstance(tokens, list) or not 0 < len(tokens) <= BATCH_SIZE:
        raise MalformedCredentialRequest(f"jwt is an array of one to {BATCH_SIZE} proofs")
    if not all(isinstance(token, str) for token in tokens):
        raise MalformedCredentialRequest("jwt is an array of proofs, each a string")
    return tuple(tokens)
