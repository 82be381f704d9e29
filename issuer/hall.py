"""What every door of the issuer may call, by name; handed to the application once, at its building."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from issuer.kinds.kinds import Kinds
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from issuer.issuance.issue_credential import IssueCredential
    from issuer.issuance.issue_directly import IssueDirectly
    from issuer.issuance.message_encryption import MessageEncryption
    from issuer.issuance.nonces import Nonces
    from issuer.issuance.notify import NotifyIssuer
    from issuer.kinds.follow_reloads import FollowReloads
    from issuer.kinds.kinds import LiveKinds
    from issuer.offers.create_offer import CreateOffer
    from issuer.offers.decide_offer import DecideOffer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offers.redeem_offer import RedeemOffer
    from issuer.offers.renew_offer import RenewOffer
    from issuer.offers.withdraw_offer import WithdrawOffer
    from issuer.offices.key_life import KeyWatch
    from issuer.offices.office import Office
    from issuer.offices.office_keys import OfficeKeys
    from issuer.renewals.renew_card import RenewCard
    from issuer.status.change_place import ChangePlace
    from issuer.status.change_status import ChangeStatus
    from issuer.status.publish import StatusPublisher
    from plumbing.access.api_keys import ApiKeys
    from plumbing.clock import Clock
    from plumbing.database.port import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """The use cases of the issuer and what doors need besides."""

    kinds: LiveKinds
    database: Database
    clock: Clock
    api_keys: ApiKeys
    keys: OfficeKeys
    secrets: OfferSecrets
    nonces: Nonces
    encryption: MessageEncryption
    create_offer: CreateOffer
    decide_offer: DecideOffer
    redeem_offer: RedeemOffer
    renew_offer: RenewOffer
    renew_card: RenewCard
    withdraw_offer: WithdrawOffer
    issue_credential: IssueCredential
    issue_directly: IssueDirectly
    notify: NotifyIssuer
    change_status: ChangeStatus
    change_place: ChangePlace
    publisher: StatusPublisher
    key_watch: KeyWatch
    follow_reloads: FollowReloads


HALL = web.AppKey("hall", Hall)
_KINDS = web.RequestKey("kinds", Kinds)


def kinds_of(request: web.Request) -> Kinds:
    """What the issuer issues from: for one request the same from its beginning to its end."""
    if _KINDS not in request:
        request[_KINDS] = request.app[HALL].kinds.present
    return request[_KINDS]


def office_of(request: web.Request) -> Office:
    """The office that the path names; 404 when there is none."""
    office = kinds_of(request).offices.get(request.match_info["office"])
    if office is None:
        raise Problem(404, "There is no such office here.")
    return office
