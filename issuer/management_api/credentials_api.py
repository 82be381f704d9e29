"""Credentials for an office's own programs.

GET  /api/offices/{office}/credentials/{id}
POST /api/offices/{office}/credentials/{id}/suspend | resume | revoke   {"reason": "device-lost", "note": "..."}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from credentials.model.instant import render_instant
from issuer.hall import HALL
from issuer.management_api.authenticated import authenticated
from issuer.management_api.problems import speaks_problems
from issuer.management_api.status_change import read_status_change
from issuer.openid4vci.errors import NO_STORE
from issuer.records import record_store
from issuer.records.credential_record import CredentialWord
from issuer.status.change_status import Action, CredentialUnknown
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.records.credential_record import CredentialRecord

STATE_TEXTS = {
    CredentialWord.VALID: LocalText("gültig", "valid"),
    CredentialWord.SUSPENDED: LocalText("ausgesetzt", "suspended"),
    CredentialWord.REVOKED: LocalText("widerrufen", "revoked"),
    CredentialWord.EXPIRED: LocalText("abgelaufen", "expired"),
    CredentialWord.SUPERSEDED: LocalText("ersetzt", "superseded"),
    CredentialWord.NOT_HANDED_OUT: LocalText("nicht ausgegeben", "not handed out"),
}


@speaks_problems
async def get_credential(request: web.Request) -> web.Response:
    """How a credential stands."""
    office, _ = await authenticated(request)
    hall = request.app[HALL]
    record = await record_store.of_office(
        hall.database, office=office.id, credential_id=request.match_info["credential"]
    )
    if record is None:
        raise CredentialUnknown
    return web.json_response(render_record(record, hall.clock.now()), headers=NO_STORE)


@speaks_problems
async def post_action(request: web.Request) -> web.Response:
    """Suspend, resume or revoke; the answer says when every verifier knows at the latest."""
    office, client = await authenticated(request)
    change = await read_status_change(request)
    hall = request.app[HALL]
    changed = await hall.change_status(
        office,
        request.match_info["credential"],
        Action(request.match_info["action"]),
        reason=change.reason,
        note=change.note,
        changed_by=client.prefix,
    )
    answer = render_record(changed.record, hall.clock.now())
    answer["effective_by"] = render_instant(changed.effective_by)
    return web.json_response(answer, headers=NO_STORE)


def render_record(record: CredentialRecord, now: int) -> JsonObject:
    """Write what an office may read of a credential: nothing of what it says, nothing of who holds it."""
    word = record.word_at(now)
    return {
        "credential_id": record.credential_id,
        "offer_id": record.offer_id,
        "use_case": record.use_case,
        "credential_type": record.credential_type,
        "state": word.value,
        "state_text": STATE_TEXTS[word].to_json(),
        "valid_from": render_instant(record.valid_from),
        "valid_until": render_instant(record.valid_until),
        "issued": render_instant(record.issued_at) if record.issued_at is not None else None,
        "wallet": record.notified,
    }
