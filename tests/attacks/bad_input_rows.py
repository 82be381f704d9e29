"""The table: every route of the three services, what it reads, who may call it, and the words in which it refuses.

`good` is a body of the right shape. Every spoilt copy of it must be refused; where a right one would have an effect
that ends the test (a code redeemed, a check answered), it names something that does not exist instead. `$name` stands
for a place of the running service, such as the id of an existing offer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from issuer.issuance.notify import EVENTS
from issuer.management_api import approval_api, offers_api, status_change
from issuer.offers.decide_offer import DISAPPROVALS
from issuer.openid4vci import credential_door, notification_door, token_door
from issuer.openid4vci.errors import ROWS as ISSUER_WORDS
from issuer.status.change_status import REASONS
from issuer.vc_api import routes as vc_api
from tests.attacks.standing_services import CARD
from tests.support.issuing import CLAIMS, CONFIGURATION, PRE_AUTHORIZED_CODE, USE_CASE
from trust_registry.keeping import management_api as registry_management
from trust_registry.keeping import trqp_api
from use_cases.load import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN_WORDS = frozenset({"invalid_request", "invalid_grant", "unsupported_grant_type", "invalid_authorization_details"})
CREDENTIAL_WORDS = frozenset(row.error for row in ISSUER_WORDS.values()) - TOKEN_WORDS
NOTIFICATION_WORDS = frozenset({"invalid_token", "invalid_notification_request", "invalid_notification_id"})
PRESENTATION_WORDS = frozenset({"invalid_request", "vp_formats_not_supported"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One route.

    Attributes:
        service: whose it is.
        method: the method.
        template: the address with its placeholders, as the router has it.
        body: what it reads: none, json or form.
        auth: none, token (a wallet's access token) or key (an API key).
        max_bytes: the largest body it accepts.
        words: the closed list of `error` values; empty where refusals are problem details.
        good: a body of the right shape.
        types: the known members (dotted where they lie deeper), by the names in bad_input_cases.WRONG.
        fine: what may stand in a member although its type says otherwise.
        json_in_form: parameters that are JSON.
        variants: further bodies that must be refused, by name.
        head: whether HEAD is answered as well.
        browsers: whether OPTIONS is answered for pages of any origin.
        makes: whether a request without a body already makes something.
    """

    service: str
    method: str
    template: str
    body: str = "none"
    auth: str = "none"
    max_bytes: int = 0
    words: frozenset[str] = frozenset()
    good: Mapping[str, Any] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    fine: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    json_in_form: tuple[str, ...] = ()
    variants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    head: bool = False
    browsers: bool = False
    makes: bool = False

    @property
    def name(self) -> str:
        """How a failing row is told."""
        return f"{self.service} {self.method} {self.template}"


def _registry(method: str, template: str, **more: Any) -> Row:
    return Row(service="trust_registry", method=method, template=template, **more)


def _kept(method: str, template: str, **more: Any) -> Row:
    limit = {"max_bytes": registry_management.MAX_BODY_BYTES, "body": "json"} if method != "GET" else {}
    return _registry(method, template, auth="key", **limit, **more)


_DOCUMENT = {"id": f"{CARD}/new", "url": f"{CARD}/new", "sha256": "2" * 64}
_STATEMENT = {
    "entity": "did:web:museum.musterstadt.example",
    "action": "verify",
    "credential_type": CARD,
    "starts": "2026-05-03T00:00:00Z",
    "until": "2030-05-03T00:00:00Z",
    "name": {"de": "Museum", "en": "Museum"},
    "purpose": {"id": "entry", "title": {"de": "Eintritt", "en": "Entry"}, "reason": {"de": "Preis", "en": "Price"}},
    "claims": [["credentialSubject", "cardNumber"]],
    "retention_seconds": 60,
    "legal_basis": {"de": "Gebührensatzung, § 2", "en": "Rules of fees, section 2"},
    "optional": [["credentialSubject", "cardNumber"]],
    "officer_sees": [["credentialSubject", "cardNumber"]],
}

REGISTRY_ROWS = (
    _registry("GET", "/trust-list", head=True, browsers=True),
    _registry("GET", "/statements/{id}", head=True, browsers=True),
    _registry("GET", "/.well-known/did.json", head=True, browsers=True),
    _registry(
        "POST",
        "/authorization",
        browsers=True,
        body="json",
        max_bytes=trqp_api.MAX_BODY_BYTES,
        good={
            "entity_id": "did:web:bibliothek.musterstadt.example",
            "authority_id": "$authority",
            "action": "issue",
            "resource": CARD,
            "context": {"time": "2026-05-03T00:00:00Z"},
        },
        types={
            "entity_id": "word",
            "authority_id": "word",
            "action": "word",
            "resource": "word",
            "context": "open-object",
            "context.time": "word",
        },
        fine={"context.time": ("",)},
    ),
    _kept("GET", "/api/statements", head=True),
    _kept(
        "POST",
        "/api/statements",
        good=_STATEMENT,
        types={
            "entity": "word",
            "action": "word",
            "credential_type": "word",
            "starts": "word",
            "until": "word",
            "name": "object",
            "name.de": "label",
            "purpose": "object",
            "purpose.id": "word",
            "purpose.title": "object",
            "purpose.reason.en": "label",
            "claims": "array",
            "retention_seconds": "integer",
            "legal_basis": "object",
            "legal_basis.de": "label",
            "optional": "array",
            "officer_sees": "array",
        },
        fine={"officer_sees": ([],)},
        variants={
            "unknown member": _STATEMENT | {"wildcard": True},
            "until before starts": _STATEMENT | {"until": "2020-01-01T00:00:00Z"},
            "impossible date": _STATEMENT | {"starts": "2026-02-30T00:00:00Z"},
            "unusable did": _STATEMENT | {"entity": "did:web:..%2f"},
            "an officer who sees more": _STATEMENT | {"officer_sees": [["credentialSubject", "category"]]},
            "an override without reason": _STATEMENT | {"override": {}},
            "an override without need": _STATEMENT | {"override": {"reason": {"de": "x", "en": "x"}}},
        },
    ),
    _kept("POST", "/api/statements/{id}/end", good={"as": "ended"}, types={"as": "word", "at": "word"}),
    _kept("GET", "/api/credential-types", head=True),
    _kept(
        "PUT",
        "/api/credential-types",
        good={
            "id": f"{CARD}New",
            "context": _DOCUMENT,
            "schema": _DOCUMENT | {"id": f"{CARD}/other"},
            "claims": [["credentialSubject", "cardNumber"]],
        },
        types={
            "id": "word",
            "context": "object",
            "schema": "object",
            "schema.url": "word",
            "schema.sha256": "word",
            "claims": "array",
        },
        variants={"one document twice": {"id": f"{CARD}New", "context": _DOCUMENT, "schema": _DOCUMENT}},
    ),
)


def _issuer(method: str, template: str, **more: Any) -> Row:
    return Row(service="issuer", method=method, template=template, **more)


_OFFICE = "/offices/{office}"
_API = "/api/offices/{office}"
_REASON = next(iter(REASONS))
_DETAILS = '[{"type":"openid_credential","credential_configuration_id":"' + CONFIGURATION + '"}]'

_VC_API = "/vc-api/offices/{office}/credentials"
_CARD = {"type": list(load_catalogue()[USE_CASE].types), "credentialSubject": {"id": "did:key:nobody", **CLAIMS}}
_REVOKE = {
    "credentialId": "urn:uuid:unknown",
    "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
    "status": True,
}

ISSUER_ROWS = (
    _issuer(
        "POST",
        f"{_VC_API}/issue",
        body="json",
        auth="key",
        max_bytes=vc_api.MAX_ISSUE_BYTES,
        good={"credential": _CARD, "options": {}},
        types={
            "credential": "object",
            "credential.type": "word",
            "credential.credentialSubject": "object",
            "credential.credentialSubject.id": "word",
            "options": "open-object",
        },
        variants={
            "an unknown member": {"credential": _CARD, "verifiableCredential": {}},
            "an unknown option": {"credential": _CARD, "options": {"credentialId": "x"}},
            "another office's card": {"credential": {**_CARD, "issuer": "did:web:other.example"}},
        },
    ),
    _issuer(
        "POST",
        f"{_VC_API}/status",
        body="json",
        auth="key",
        max_bytes=vc_api.MAX_STATUS_BYTES,
        good=_REVOKE,
        types={"credentialId": "word", "credentialStatus": "object", "status": "boolean"},
        variants={"a revocation taken back": {**_REVOKE, "status": False}},
    ),
    _issuer("GET", f"/.well-known/openid-credential-issuer{_OFFICE}", head=True, browsers=True),
    _issuer("GET", f"/.well-known/oauth-authorization-server{_OFFICE}", head=True, browsers=True),
    _issuer("GET", f"{_OFFICE}/offers/{{link}}", browsers=True),
    _issuer(
        "POST",
        f"{_OFFICE}/token",
        browsers=True,
        body="form",
        max_bytes=token_door.MAX_BYTES,
        words=TOKEN_WORDS,
        good={
            "grant_type": PRE_AUTHORIZED_CODE,
            "pre-authorized_code": "there-is-no-such-code",
            "tx_code": "123456",
            "authorization_details": _DETAILS,
        },
        types={"grant_type": "word", "pre-authorized_code": "word", "tx_code": "word", "authorization_details": "word"},
        json_in_form=("authorization_details",),
        variants={
            "no grant": {"pre-authorized_code": "x", "tx_code": "1"},
            "another grant": {"grant_type": "authorization_code", "code": "x"},
            "no tx_code": {"grant_type": PRE_AUTHORIZED_CODE, "pre-authorized_code": "x"},
        },
    ),
    _issuer("POST", f"{_OFFICE}/nonce", browsers=True),
    _issuer(
        "POST",
        f"{_OFFICE}/credential",
        browsers=True,
        body="json",
        auth="token",
        max_bytes=credential_door.MAX_BYTES,
        words=CREDENTIAL_WORDS,
        good={"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": ["e30.e30.AA"]}},
        types={
            "credential_configuration_id": "word",
            "credential_identifier": "word",
            "proofs": "object",
            "proofs.jwt": "array",
            "credential_response_encryption": "object",
        },
        variants={
            "two proofs": {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": ["a.b.c", "a.b.c"]}},
            "two kinds of proof": {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": ["a"], "x": ["a"]}},
            "no proof": {"credential_configuration_id": CONFIGURATION},
        },
    ),
    _issuer(
        "POST",
        f"{_OFFICE}/notification",
        browsers=True,
        body="json",
        auth="token",
        max_bytes=notification_door.MAX_BYTES,
        words=NOTIFICATION_WORDS,
        good={"notification_id": "there-is-none", "event": next(iter(EVENTS)), "event_description": "x"},
        types={"notification_id": "word", "event": "word", "event_description": "text"},
    ),
    _issuer("GET", f"{_OFFICE}/did.json", head=True, browsers=True),
    _issuer("GET", f"/.well-known/jwt-vc-issuer{_OFFICE}", head=True, browsers=True),
    _issuer("GET", f"{_OFFICE}/status/{{list}}", head=True, browsers=True),
    _issuer("GET", "/use-cases/{use_case}/{version}/{file}", head=True, browsers=True),
    _issuer(
        "POST",
        f"{_API}/offers",
        body="json",
        auth="key",
        max_bytes=offers_api.MAX_BYTES,
        good={"use_case": USE_CASE, "claims": CLAIMS},
        types={"use_case": "word", "claims": "object"} | {f"claims.{name}": "never-null" for name in CLAIMS},
        variants={
            "unknown member": {"use_case": USE_CASE, "claims": CLAIMS, "claim": {}},
            "unknown claim": {"use_case": USE_CASE, "claims": CLAIMS | {"shoeSize": 43}},
        },
    ),
    _issuer("GET", f"{_API}/use-cases", auth="key"),
    _issuer("GET", f"{_API}/use-cases/{{use_case}}", auth="key"),
    _issuer("GET", f"{_API}/offers/{{offer}}", auth="key"),
    _issuer("POST", f"{_API}/offers/{{offer}}/renew", auth="key"),
    _issuer("GET", f"{_API}/offers/{{offer}}/claims", auth="key"),
    _issuer("POST", f"{_API}/offers/{{offer}}/approve", auth="key"),
    _issuer(
        "POST",
        f"{_API}/offers/{{offer}}/refuse",
        body="json",
        auth="key",
        max_bytes=approval_api.MAX_BYTES,
        good={"reason": next(iter(DISAPPROVALS))},
        types={"reason": "word"},
        variants={"unknown member": {"reason": next(iter(DISAPPROVALS)), "note": "x"}},
    ),
    _issuer("DELETE", f"{_API}/offers/{{offer}}", auth="key"),
    _issuer("GET", f"{_API}/credentials/{{credential}}", auth="key"),
    _issuer("GET", f"{_API}/renewals", auth="key"),
    _issuer("POST", f"{_API}/credentials/{{credential}}/renew", auth="key"),
    _issuer(
        "POST",
        f"{_API}/credentials/{{credential}}/{{action}}",
        body="json",
        auth="key",
        max_bytes=status_change.MAX_BYTES,
        good={"reason": _REASON, "note": "x"},
        types={"reason": "word", "note": "text"},
        fine={"note": (None,)},
        variants={
            "unknown member": {"reason": _REASON, "why": "x"},
            "a note too long": {"reason": _REASON, "note": "x" * (status_change.MAX_NOTE + 1)},
        },
    ),
    _issuer(
        "POST",
        f"{_API}/status-lists/{{list}}/places/{{place}}/{{action}}",
        body="json",
        auth="key",
        max_bytes=status_change.MAX_BYTES,
        good={"reason": _REASON, "note": "x"},
        types={"reason": "word", "note": "text"},
        fine={"note": (None,)},
        variants={
            "unknown member": {"reason": _REASON, "why": "x"},
            "a note too long": {"reason": _REASON, "note": "x" * (status_change.MAX_NOTE + 1)},
        },
    ),
)
