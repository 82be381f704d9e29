"""The public routes: DID documents, status lists, and the documents of the use cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.hall import HALL, kinds_of, office_of
from issuer.offices.office_keys import DID_MAX_AGE_SECONDS
from issuer.openid4vci.paths import OPAQUE_ID
from issuer.published.answers import public_bytes, public_json
from issuer.status import list_store
from issuer.status.list_document import content_type
from issuer.status.publish import CACHE_SECONDS
from plumbing.http.browsers import open_to_browsers
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from aiohttp import web

RESOURCE_MAX_AGE_SECONDS = 86_400


def add_published_routes(app: web.Application) -> None:
    """Hang the public documents into the app."""
    open_to_browsers(
        app,
        app.router.add_get("/offices/{office}/did.json", get_did_document),
        app.router.add_get("/.well-known/jwt-vc-issuer/offices/{office}", get_jwt_vc_issuer),
        app.router.add_get(f"/offices/{{office}}/status/{{list:{OPAQUE_ID}}}", get_status_list),
        app.router.add_get("/use-cases/{use_case}/{version}/{file}", get_resource),
    )


async def get_did_document(request: web.Request) -> web.Response:
    """GET /offices/{office}/did.json (did:web method specification)."""
    document = await request.app[HALL].keys.did_document(office_of(request))
    return public_json(request, document, max_age=DID_MAX_AGE_SECONDS, content_type="application/did+json")


async def get_jwt_vc_issuer(request: web.Request) -> web.Response:
    """GET /.well-known/jwt-vc-issuer/offices/{office} (SD-JWT VC, JWT VC Issuer Metadata)."""
    metadata = await request.app[HALL].keys.jwt_vc_issuer(office_of(request))
    return public_json(request, metadata, max_age=DID_MAX_AGE_SECONDS)


async def get_status_list(request: web.Request) -> web.Response:
    """GET /offices/{office}/status/{list}: the signed list as it was published last."""
    hall, office = request.app[HALL], office_of(request)
    found = await list_store.of_office(hall.database, office=office.id, list_id=request.match_info["list"])
    if found is not None and (found.document is None or hall.clock.now() >= (found.valid_until or 0)):
        # Opened a moment ago, or the job slept through the renewal: nobody is sent away for that.
        found = await hall.publisher.publish(found)
    if found is None or found.document is None:
        raise Problem(404, "There is no such status list.")
    return public_bytes(request, found.document, content_type=content_type(found.purpose), max_age=CACHE_SECONDS)


async def get_resource(request: web.Request) -> web.Response:
    """GET /use-cases/{use_case}/{version}/{file}."""
    words = request.match_info
    resource = kinds_of(request).resources.by_name.get((words["use_case"], words["version"], words["file"]))
    if resource is None:
        raise Problem(404, "There is no such document.")
    return public_bytes(request, resource.content, content_type=resource.media_type, max_age=RESOURCE_MAX_AGE_SECONDS)
