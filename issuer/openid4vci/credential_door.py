"""The credential endpoint (OpenID4VCI 1.0 section 8): one access token, one card, a copy for each key proven."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from credentials import strict_json
from credentials.errors import JsonError
from issuer.hall import HALL, office_of
from issuer.issuance.credential_request import BATCH_SIZE, CredentialRequest
from issuer.issuance.message_encryption import EncryptTo, parse_response_encryption
from issuer.openid4vci.bearer import offer_of_token
from issuer.openid4vci.errors import NO_STORE, speaks_protocol
from issuer.refusals import EncryptionRefused, KeyProofRefused, MalformedCredentialRequest
from plumbing.http.bodies import BodyError, read_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject
    from issuer.offices.office import Office

MAX_BYTES = 65_536
ENCRYPTED = "application/jwt"


@speaks_protocol(MalformedCredentialRequest)
async def post_credential(request: web.Request) -> web.Response:
    """POST /offices/{office}/credential."""
    office = office_of(request)
    offer = await offer_of_token(request, office)
    body, to = await _read(request, office)
    issued = await request.app[HALL].issue_credential(office, offer, parse_credential_request(body))
    answer = {
        "credentials": [{"credential": copy} for copy in issued.copies],
        "notification_id": issued.notification_id,
    }
    if to is None:
        return web.json_response(answer, headers=NO_STORE)
    message = request.app[HALL].encryption.encrypt(answer, to)
    return web.Response(text=message, content_type=ENCRYPTED, headers=NO_STORE)


def parse_credential_request(body: Mapping[str, Any]) -> CredentialRequest:
    """Read a credential request; unknown members are ignored.

    Raises:
        MalformedCredentialRequest, KeyProofRefused: as the names say.
    """
    names = {name: body[name] for name in ("credential_configuration_id", "credential_identifier") if name in body}
    if len(names) != 1 or not all(isinstance(value, str) and value for value in names.values()):
        raise MalformedCredentialRequest(
            "exactly one of credential_configuration_id and credential_identifier belongs here, as a string"
        )
    return CredentialRequest(
        configuration_id=names.get("credential_configuration_id"),
        credential_identifier=names.get("credential_identifier"),
        proofs=_proofs(body),
    )


async def _read(request: web.Request, office: Office) -> tuple[JsonObject, EncryptTo | None]:
    """What is asked, in the open or not, and to whom the answer is encrypted."""
    text = await read_body(request, max_bytes=MAX_BYTES, media_types=("application/json", ENCRYPTED))
    encrypted = request.content_type == ENCRYPTED
    if encrypted:
        text = request.app[HALL].encryption.decrypt(office, text.decode("ascii", "replace"))
    try:
        body = strict_json.parse_object(text, max_bytes=MAX_BYTES)
    except JsonError as error:
        raise BodyError(400, f"The body is not acceptable JSON: {error.detail}.") from error
    if "credential_response_encryption" not in body:
        return body, None
    if not encrypted:
        raise EncryptionRefused("whoever wants the response encrypted encrypts the request")
    return body, parse_response_encryption(body["credential_response_encryption"])


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
