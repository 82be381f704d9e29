"""The addresses of the conformance server, each a few lines: read as at the product's own doors, call, render.

What public test suites expect differs from the specification in one point: what cannot be verified answers 400.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Literal

from aiohttp import web

from credentials.data_integrity.selective.base_proof import SECRET_LENGTH, Selective
from credentials.data_integrity.selective.derived_proof import derive
from credentials.errors import CredentialError
from plumbing.entropy import new_token
from plumbing.http.vc_api_request import BOOLEAN, OBJECT, TEXT, TEXTS, malformed, read_vc_api_request
from stadtsiegel.conformance.issue import issue, refused
from stadtsiegel.conformance.issuers import default_of
from stadtsiegel.conformance.judge import Demands
from stadtsiegel.conformance.status import ENTRY_TYPE, FOLDER, PURPOSES
from verifier.vc_api import wire
from verifier.vc_api.problem_details import is_verified

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.entropy import Entropy
    from plumbing.http.vc_api_request import Kind, VcApiRequest
    from stadtsiegel.conformance.issuers import Issuer
    from stadtsiegel.conformance.judge import Judge
    from stadtsiegel.conformance.status import StatusIssuer

    Door = Callable[[web.Request], Awaitable[web.Response]]

MAX_BYTES = 1_048_576
MOST_CHALLENGES = 10_000
ISSUE_OPTIONS: Mapping[str, Kind] = {"credentialId": TEXT}
MANDATORY = "mandatoryPointers"
SELECTIVE_OPTIONS: Mapping[str, Kind] = {**ISSUE_OPTIONS, MANDATORY: TEXTS}
DERIVE_OPTIONS: Mapping[str, Kind] = {"selectivePointers": TEXTS}
_OF_PROOFS: Mapping[str, Kind] = {"checks": TEXTS, "expectedProofPurpose": TEXT, "challenge": TEXT, "domain": TEXT}
CREDENTIAL_OPTIONS: Mapping[str, Kind] = {**wire.CREDENTIAL_OPTIONS, **_OF_PROOFS}
PRESENTATION_OPTIONS: Mapping[str, Kind] = {**wire.PRESENTATION_OPTIONS, **_OF_PROOFS}
STATUS_MEMBERS: Mapping[str, Kind] = {"credentialId": TEXT, "credentialStatus": OBJECT, "status": BOOLEAN}
STATUS_ENTRY = frozenset({"id", "type", "statusPurpose", "statusListIndex", "statusListCredential"})


class Doors:
    """All addresses, over the parts that they call."""

    def __init__(
        self,
        *,
        issuers: tuple[Issuer, ...],
        status: StatusIssuer,
        judge: Judge,
        contexts: ContextSet,
        clock: Clock,
        entropy: Entropy,
        warnings: Literal["refuse", "bear"],
    ) -> None:
        self._issuers = issuers
        self._status = status
        self._judge = judge
        self._contexts = contexts
        self._clock = clock
        self._entropy = entropy
        self._warnings = warnings
        self._open: deque[str] = deque(maxlen=MOST_CHALLENGES)
        self._spent: deque[str] = deque(maxlen=MOST_CHALLENGES)

    def add_to(self, app: web.Application) -> None:
        """Hang the doors into the app."""
        add = app.router.add_post
        for issuer in self._issuers:
            add(f"{issuer.path}/credentials/issue", self._issue_by(issuer))
        add("/credentials/issue", self._issue_by(default_of(self._issuers)))
        add("/credentials/verify", self.verify_credential)
        add("/credentials/derive", self.derive_credential)
        add("/presentations/verify", self.verify_presentation)
        add("/challenges", self.make_challenge)
        add(f"{FOLDER}/credentials/issue", self._issue_with_status(PURPOSES))
        for purpose in PURPOSES:
            add(f"{FOLDER}/{purpose}/credentials/issue", self._issue_with_status((purpose,)))
            app.router.add_get(f"{FOLDER}/lists/{purpose}", self._serve_list(purpose))
            add(f"{FOLDER}/lists/{purpose}/publish", self.publish)
        add("/credentials/status", self.change_status)
        app.router.add_get(f"{FOLDER}/did.json", self.did_document)

    def _issue_by(self, issuer: Issuer) -> Door:
        async def door(request: web.Request) -> web.Response:
            said = await _read_issue(request, SELECTIVE_OPTIONS if issuer.selective else ISSUE_OPTIONS)
            secured = issue(
                said.members["credential"],
                issuer=issuer,
                contexts=self._contexts,
                now=self._clock.now(),
                selective=self._selective(said.options) if issuer.selective else None,
            )
            return _issued(secured)

        return door

    def _issue_with_status(self, purposes: Sequence[str]) -> Door:
        async def door(request: web.Request) -> web.Response:
            said = await _read_issue(request, ISSUE_OPTIONS)
            credential, name = said.members["credential"], said.options.get("credentialId")
            return _issued(self._status.issue(credential, name=name, purposes=purposes, now=self._clock.now()))

        return door

    async def verify_credential(self, request: web.Request) -> web.Response:
        """200 when it is verified, 400 when not or when the request is not understood."""
        said = await read_vc_api_request(
            request, members=wire.CREDENTIAL_MEMBERS, options=CREDENTIAL_OPTIONS, max_bytes=MAX_BYTES
        )
        document: JsonObject = said.members[wire.CREDENTIAL]
        verdict = self._judge.credential(document, demands=_demands(said.options), now=self._clock.now())
        return _verified(wire.render_credential_answer(document, verdict, said.options, warnings=self._warnings))

    async def verify_presentation(self, request: web.Request) -> web.Response:
        """200 when it and all credentials in it are verified, 400 otherwise; a challenge made here is good once."""
        said = await read_vc_api_request(
            request, members=wire.PRESENTATION_MEMBERS, options=PRESENTATION_OPTIONS, max_bytes=MAX_BYTES
        )
        document: JsonObject = said.members[wire.PRESENTATION]
        if self._is_spent(said.options.get("challenge")):
            return _verified(wire.render_unknown_challenge())
        verdicts = self._judge.presentation(document, demands=_demands(said.options), now=self._clock.now())
        answers = [
            wire.render_presentation_answer(document, verdict, said.options, warnings=self._warnings)
            for verdict in verdicts
        ]
        problems = [problem for answer in answers for problem in answer.get("problemDetails", ())]
        verified = all(is_verified(verdict, warnings=self._warnings) for verdict in verdicts)
        return _verified({**answers[0], "verified": verified, "problemDetails": problems})

    async def derive_credential(self, request: web.Request) -> web.Response:
        """Show a part of a credential, as its holder would."""
        said = await read_vc_api_request(
            request, members=wire.CREDENTIAL_MEMBERS, options=DERIVE_OPTIONS, max_bytes=MAX_BYTES
        )
        document: JsonObject = said.members[wire.CREDENTIAL]
        try:
            shown = derive(document, said.options.get("selectivePointers", []), self._contexts)
        except CredentialError as error:
            raise refused(error) from error
        return _issued(shown)

    async def make_challenge(self, request: web.Request) -> web.Response:
        """A challenge that is good once."""
        if request.can_read_body:
            await read_vc_api_request(request, members={}, options={}, max_bytes=MAX_BYTES)
        self._open.append(new_token(self._entropy))
        return web.json_response({"challenge": self._open[-1]})

    async def change_status(self, request: web.Request) -> web.Response:
        """Set the status of a credential that was issued here with one, or clear it; without a word, set it."""
        said = await read_vc_api_request(
            request, members=STATUS_MEMBERS, options={}, max_bytes=MAX_BYTES, optional=frozenset({"status"})
        )
        entry = said.members["credentialStatus"]
        if not entry.keys() <= STATUS_ENTRY or entry.get("type") != ENTRY_TYPE:
            raise malformed(f"credentialStatus is of the type {ENTRY_TYPE} and names a statusPurpose.")
        value = said.members.get("status", True)
        self._status.change(said.members["credentialId"], str(entry.get("statusPurpose")), value=value)
        return web.json_response({})

    async def publish(self, request: web.Request) -> web.Response:
        """Some suites ask for a list to be published; here it always is."""
        if request.can_read_body:
            await read_vc_api_request(request, members={}, options={}, max_bytes=MAX_BYTES)
        return web.Response(status=204)

    async def did_document(self, _request: web.Request) -> web.Response:
        """The document of the issuer with status lists."""
        return web.json_response(self._status.document, content_type="application/did+json")

    def _serve_list(self, purpose: str) -> Door:
        async def door(_request: web.Request) -> web.Response:
            document = self._status.list_of(purpose, self._clock.now())
            return web.json_response(document, content_type="application/vc")

        return door

    def _selective(self, options: JsonObject) -> Selective:
        return Selective.from_secret(options.get(MANDATORY, []), self._entropy.take(SECRET_LENGTH))

    def _is_spent(self, challenge: str | None) -> bool:
        if challenge is not None and challenge in self._open:
            self._open.remove(challenge)
            self._spent.append(challenge)
            return False
        return challenge in self._spent


async def _read_issue(request: web.Request, options: Mapping[str, Kind]) -> VcApiRequest:
    return await read_vc_api_request(request, members={"credential": OBJECT}, options=options, max_bytes=MAX_BYTES)


def _issued(secured: JsonObject) -> web.Response:
    return web.json_response({"verifiableCredential": secured}, status=201)


def _demands(options: JsonObject) -> Demands:
    return Demands(options.get("expectedProofPurpose"), options.get("challenge"), options.get("domain"))


def _verified(answer: JsonObject) -> web.Response:
    return web.json_response(answer, status=200 if answer["verified"] else 400)
