"""What an office issues, for a desk that is built on it: the form of each kind, and who will see what of the card.

GET /api/offices/{office}/use-cases             what the office issues now
GET /api/offices/{office}/use-cases/{use_case}  its form, step by step, and each purpose with its privacy labels
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from issuer.management_api.authenticated import authenticated
from issuer.management_api.problems import speaks_problems
from issuer.offers.create_offer import UseCaseNotOffered
from issuer.openid4vci.errors import NO_STORE
from use_cases.derive.form import form_description
from use_cases.derive.privacy_label import privacy_labels

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from use_cases.use_case import Purpose, UseCase


@speaks_problems
async def get_use_cases(request: web.Request) -> web.Response:
    """The kinds of document that this office issues."""
    office, _ = await authenticated(request)
    kinds = [
        {
            "name": kind.name,
            "version": kind.version,
            "title": kind.title.to_json(),
            "description": kind.description.to_json(),
        }
        for kind in office.use_cases.values()
    ]
    return web.json_response({"use_cases": kinds}, headers=NO_STORE)


@speaks_problems
async def get_use_case(request: web.Request) -> web.Response:
    """One of them: what a desk needs to ask for its claims, and to tell the person who will see them."""
    office, _ = await authenticated(request)
    kind = office.use_cases.get(request.match_info["use_case"])
    if kind is None:
        raise UseCaseNotOffered(request.match_info["use_case"])
    answer = form_description(kind) | {"purposes": [_render(kind, purpose) for purpose in kind.purposes]}
    return web.json_response(answer, headers=NO_STORE)


def _render(kind: UseCase, purpose: Purpose) -> JsonObject:
    return {
        "id": purpose.id,
        "title": purpose.title.to_json(),
        "reason": purpose.reason.to_json(),
        "legal_basis": purpose.legal_basis.to_json(),
        "asker": next(role.name.to_json() for role in kind.roles if role.id == purpose.asker),
        "privacy_labels": [label.to_json() for label in privacy_labels(kind) if label.purpose == purpose.id],
    }
