"""An office's life for the checker, lived through the real issuer: cards of every state, rollovers, lists that closed.

`live` makes it, `deployment_of` says what a settings file would say of it, `publish_into` puts what is published into a
folder, as the issuer does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.encoding import encode_base64url
from credentials.keys.private_key import PrivateKey
from credentials.model.instant import render_instant
from issuer.app import ACTIVATE_KEYS_JOB, JOBS, OPEN_LISTS_JOB
from issuer.hall import HALL
from issuer.offices.key_rollover import WAIT_SECONDS, KeyRollover
from plumbing.audit.tables import migrate_audit
from plumbing.keyring.port import KeyDamaged
from plumbing.retention.forget import FORGET_JOB
from stadtsiegel.check_issued.settings import CheckedDeployment, CheckedOffice
from tests.support.issuing import LIBRARY, SWIMMING_POOLS, USE_CASE, Holder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.issuing import Received, TestIssuer

AUTHORITY = "did:web:register.musterstadt.example"
_AUTHORITY_KEY = PrivateKey.from_seed(b"a" * 32)
_MONTH = 31 * 86_400


@dataclass
class Lived:
    """Who is who among the cards, by their ids.

    Attributes:
        early: cards of the first key and the first lists.
        plain: good cards of today.
        revoked: cards that a clerk revoked.
        superseded: cards in whose place another one came.
        suspended: cards that a clerk suspended.
        tokens: revoked cards in `dc+sd-jwt`, of two copies each.
    """

    early: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    superseded: list[str] = field(default_factory=list)
    suspended: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


async def live(issuer: TestIssuer, *, cards: int) -> Lived:
    """Issue, lose answers, revoke, suspend, resume, withdraw, rotate keys, close lists, forget."""
    lived = Lived()
    await see_the_registry(issuer)
    lived.early = [(await issuer.issue(office=_office(n))).credential_id for n in range(cards // 8)]
    await _close_lists(issuer)
    await _rotate(issuer)
    issuer.clock.move(_MONTH)
    await _forget(issuer)
    lived.plain = [(await issuer.issue(office=_office(n))).credential_id for n in range(cards // 2)]
    await _end_otherwise(issuer)
    for number in range(cards // 12):
        office = _office(number)
        lived.revoked.append(await _change(issuer, await issuer.issue(office=office), office, "revoke"))
        lived.suspended.append(await _change(issuer, await issuer.issue(office=office), office, "suspend"))
        resumed = await issuer.issue(office=office)
        await _change(issuer, resumed, office, "suspend")
        lived.plain.append(await _change(issuer, resumed, office, "resume"))
        lived.superseded.append((await _ask_again(issuer, office)).credential_id)
        tokens = await issue_tokens(issuer, office)
        await act(issuer, tokens, office, "suspend")
        lived.tokens.append(await act(issuer, tokens, office, "revoke"))
    await issuer.publish()
    await issuer.app[JOBS].stop()
    return lived


def deployment_of(issuer: TestIssuer) -> CheckedDeployment:
    """What the checker is told of this issuer."""
    return CheckedDeployment(
        public_url=issuer.settings.public_url,
        offices={
            office.id: CheckedOffice(
                id=office.id,
                url=office.identifier,
                did=office.did,
                versions={(kind.name, kind.version): kind for kind in office.versions},
                may_be_unlisted=False,
            )
            for office in issuer.settings.offices.values()
        },
        authority=AUTHORITY,
        authority_keys=(_AUTHORITY_KEY.public_key,),
        service=None,  # the tests hand in the database
        publish_folder=None,
    )


async def publish_into(folder: Path, issuer: TestIssuer) -> None:
    """Put lists and DID documents where the issuer puts them."""
    for office in issuer.settings.offices.values():
        home = folder / "offices" / office.id
        (home / "status").mkdir(parents=True)
        (home / "did.json").write_bytes(strict_json.render(await issuer.app[HALL].keys.did_document(office)))
    for row in await issuer.database.fetch_all("SELECT list_id, office, purpose, document FROM status_lists"):
        name = f"{row['list_id']}.{'jwt' if row['purpose'] == 'status' else 'json'}"
        (folder / "offices" / row["office"] / "status" / name).write_bytes(row["document"])


def sign_trust_list(issuer: TestIssuer, *, key: PrivateKey = _AUTHORITY_KEY, **statement: object) -> str:
    """The authority's word that both offices may issue cards, or something else."""
    statements = [
        {
            "id": office.id,
            "entity": office.did,
            "action": "issue",
            "credential_type": office.use_cases[USE_CASE].credential_type_iri,
            "starts": render_instant(issuer.clock.now() - 86_400),
            **statement,
        }
        for office in issuer.settings.offices.values()
    ]
    header = {"alg": "EdDSA", "typ": "stadtsiegel-trust-list+jwt", "kid": f"{AUTHORITY}#k"}
    payload = {"iss": AUTHORITY, "version": 1, "statements": statements, "credential_types": []}
    signing_input = ".".join(encode_base64url(strict_json.render(part)) for part in (header, payload))
    return f"{signing_input}.{encode_base64url(key.sign(signing_input.encode()))}"


async def see_the_registry(issuer: TestIssuer) -> None:
    """Let the issuer have seen a list that names both offices."""
    await migrate_audit(issuer.database)  # as every start of a service does
    await issuer.database.execute(
        "INSERT INTO seen_trust_list (authority, version, sha256, token, seen_at)"
        " VALUES (:authority, 1, '', :token, :now)",
        authority=AUTHORITY,
        token=sign_trust_list(issuer),
        now=issuer.clock.now(),
    )


def _office(number: int) -> str:
    return LIBRARY if number % 3 else SWIMMING_POOLS


async def _close_lists(issuer: TestIssuer) -> None:
    """Let all lists be full, and the issuer open others."""
    await issuer.database.execute("UPDATE status_lists SET state = 'closed'")
    if not await issuer.app[JOBS].run_now(OPEN_LISTS_JOB):
        raise AssertionError("no lists were opened")


async def _rotate(issuer: TestIssuer) -> None:
    rollover = KeyRollover(keyring=issuer.keyring, clock=issuer.clock)
    for office in issuer.settings.offices.values():
        await rollover.prepare(office)
    issuer.clock.move(WAIT_SECONDS)
    await issuer.app[JOBS].run_now(ACTIVATE_KEYS_JOB)
    await issuer.publish()
    await rollover.prepare(issuer.settings.offices[SWIMMING_POOLS])  # one that waits


async def _forget(issuer: TestIssuer) -> None:
    await issuer.app[JOBS].run_now(FORGET_JOB)


async def _change(issuer: TestIssuer, card: Received, office: str, action: str) -> str:
    return await act(issuer, card.credential_id, office, action)


async def act(issuer: TestIssuer, card: str, office: str, action: str) -> str:
    """Let a clerk change the state of a card; answer its id."""
    status, answer = await issuer.api(
        "POST", f"/credentials/{card}/{action}", office=office, json={"reason": "under-review"}
    )
    if status != 200:
        raise AssertionError(answer)
    return card


async def _ask_again(issuer: TestIssuer, office: str) -> Received:
    """A wallet whose first answer was lost; the first card is superseded."""
    card = await issuer.issue(office=office)
    body = await issuer.request_body(card.holder, office=office)
    status, answer = await issuer.ask_credential(card.token, body, office=office)
    if status != 200:
        raise AssertionError(answer)
    return card


async def issue_tokens(issuer: TestIssuer, office: str) -> str:
    """A card in `dc+sd-jwt`, of two copies; answer its id."""
    offer = await issuer.make_offer(office=office)
    token = await issuer.token_of(offer, office=office)
    nonce = await issuer.nonce(office=office)
    proofs = [
        Holder(seed * 32).prove(audience=issuer.identifier(office), nonce=nonce, now=issuer.clock.now())
        for seed in (b"1", b"2")
    ]
    body = {"credential_configuration_id": "library_card_v1_dc_sd-jwt", "proofs": {"jwt": proofs}}
    status, answer = await issuer.ask_credential(token, body, office=office)
    if status != 200:
        raise AssertionError(answer)
    _, told = await issuer.api("GET", f"/offers/{offer['offer_id']}", office=office)
    return str(told["credential_id"])


async def _end_otherwise(issuer: TestIssuer) -> None:
    """Offers that never come to a card, and a signature that fails between record and reply."""
    withdrawn = await issuer.make_offer()
    await issuer.api("DELETE", f"/offers/{withdrawn['offer_id']}")
    locked = await issuer.make_offer()
    code = await issuer.code_of(locked)
    for _ in range(5):
        await issuer.ask_token(code=code, tx_code=f"{(int(locked['tx_code']) + 1) % 1_000_000:06}")
    await issuer.make_offer()  # nobody comes for it
    token = await issuer.token_of(await issuer.make_offer())
    keys = issuer.app[HALL].keys
    sign = keys.sign

    async def fail(*_given: object) -> None:
        raise KeyDamaged("the process died here")

    keys.sign = fail
    try:
        await issuer.ask_credential(token, await issuer.request_body(Holder()))
    finally:
        keys.sign = sign
