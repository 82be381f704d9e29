"""Places without a record, for an office's own programs (docs/recipes/card-without-record.md).

POST /api/offices/{office}/status-lists/{list}/places/{place}/suspend | resume | revoke   {"reason": "device-lost"}
"""

from __future__ import annotations

from aiohttp import web

from credentials.model.instant import render_instant
from issuer.hall import HALL
from issuer.management_api.authenticated import authenticated
from issuer.management_api.problems import speaks_problems
from issuer.management_api.status_change import read_status_change
from issuer.openid4vci.errors import NO_STORE
from issuer.status.change_status import Action


@speaks_problems
async def post_place_action(request: web.Request) -> web.Response:
    """Suspend, resume or revoke; the answer says when every verifier knows at the latest."""
    office, client = await authenticated(request)
    change = await read_status_change(request)
    changed = await request.app[HALL].change_place(
        office,
        request.match_info["list"],
        int(request.match_info["place"]),
        Action(request.match_info["action"]),
        reason=change.reason,
        note=change.note,
        changed_by=client.prefix,
    )
    answer = {
        "list_id": changed.list_id,
        "place": changed.place,
        "purpose": changed.purpose,
        "set": changed.is_set,
        "effective_by": render_instant(changed.effective_by),
    }
    return web.json_response(answer, headers=NO_STORE)
