"""A test suite of the W3C as the conformance server sees it: its calls, its documents, its own issuer and holder."""

from __future__ import annotations

import copy
import json
import signal
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPSConnection
from typing import TYPE_CHECKING, Any

from credentials.data_integrity.secure import prepare
from credentials.data_integrity.suites import SUITES
from credentials.did import did_key
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from stadtsiegel.conformance.accepted import known_contexts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credentials.strict_json import JsonObject

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
ADDRESSES = [f"/{suite.name}/{one.value}" for suite in SUITES.values() for one in Algorithm if one in suite.algorithms]
"""Every cryptosuite with every curve, from the table: a new row is tested by being there."""
LEFT_AWAY = object()
CONTENT_TOO_LARGE = 413
MOST_IDLE_SECONDS = 2


def credential(**members: Any) -> JsonObject:
    """The smallest credential of the suites, with further members; LEFT_AWAY removes one."""
    whole = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "did:example:subject"},
        **members,
    }
    return {name: value for name, value in whole.items() if value is not LEFT_AWAY}


class Suite:
    """Calls the server."""

    def __init__(self, announced: JsonObject) -> None:
        self.announced = announced
        context = ssl.create_default_context(cafile=announced["root"])
        port = int(announced["origin"].rpartition(":")[2])
        self._connection = HTTPSConnection("localhost", port, context=context, timeout=10)
        self._used = time.monotonic()
        self._examples: dict[str, JsonObject] = {}

    def call(self, method: str, path: str, body: Any = None, *, kind: str = "application/json") -> tuple[int, Any]:
        """Send a request; bytes go as they are, all else as JSON."""
        sent = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        headers = {"Content-Type": kind} if sent is not None else {}
        if time.monotonic() - self._used > MOST_IDLE_SECONDS:
            self._connection.close()  # before the server does, while the next request is under way
        try:
            self._connection.request(method, path, body=sent, headers=headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except BaseException:
            self._connection.close()  # the next test begins with a new one
            raise
        finally:
            self._used = time.monotonic()
        if answer.status == CONTENT_TOO_LARGE:
            self._connection.close()  # as the server does, with what was not read
        return answer.status, json.loads(content) if content else None

    def post(self, path: str, body: Any = None, *, kind: str = "application/json") -> tuple[int, Any]:
        """POST."""
        return self.call("POST", path, body, kind=kind)

    def issuer(self, path: str = "") -> str:
        """The identifier of the issuer at an address."""
        endpoint = f"{self.announced['origin']}{path}/credentials/issue"
        return str(next(one["id"] for one in self.announced["issuers"] if one["endpoint"] == endpoint))

    def issue(self, document: JsonObject, *, path: str = "", **options: Any) -> tuple[int, Any]:
        """Ask for a credential; one without an issuer gets the one of the address, as suites do."""
        body = {"credential": {"issuer": self.issuer(path), **document}, **({"options": options} if options else {})}
        return self.post(f"{path}/credentials/issue", body)

    def issued(self, document: JsonObject, *, path: str = "", **options: Any) -> JsonObject:
        """The credential that is issued."""
        status, answer = self.issue(document, path=path, **options)
        assert status == 201, answer
        secured: JsonObject = answer["verifiableCredential"]
        return secured

    def example(self, path: str = "") -> JsonObject:
        """A good credential of an address, to be spoilt."""
        if path not in self._examples:
            self._examples[path] = self.issued(credential(), path=path)
        return copy.deepcopy(self._examples[path])

    def verify(self, document: Any, **options: Any) -> tuple[int, Any]:
        """Have a credential verified."""
        body = {"verifiableCredential": document, "options": {"checks": ["proof"], **options}}
        return self.post("/credentials/verify", body)

    def verify_presentation(self, document: Any, **options: Any) -> tuple[int, Any]:
        """Have a presentation verified."""
        return self.post("/presentations/verify", {"verifiablePresentation": document, "options": options})


class Signer:
    """A suite's own issuer and holder: its key is in its identifier."""

    def __init__(self, seed: bytes = b"suite" * 6 + b"ab", algorithm: Algorithm = Algorithm.ED25519) -> None:
        self._key = PrivateKey.from_seed(seed, algorithm)
        self.did = did_key.render_did(self._key.public_key)
        self.method = did_key.verification_method(self.did)
        self._contexts = known_contexts()

    def sign(
        self, document: JsonObject, *, purpose: str, cryptosuite: str = "eddsa-rdfc-2022", **options: Any
    ) -> JsonObject:
        """Secure any document, whether that makes sense or not."""
        prepared = prepare(
            document,
            cryptosuite=cryptosuite,
            verification_method=options.pop("verification_method", self.method),
            proof_purpose=purpose,
            created=options.pop("created", int(time.time())),
            contexts=self._contexts,
            algorithm=self._key.public_key.algorithm,
            **options,
        )
        return prepared.attach(self._key.sign(prepared.signing_input))

    def credential(self, *, purpose: str = "assertionMethod", **members: Any) -> JsonObject:
        """A credential that it has issued."""
        return self.sign(credential(**{"issuer": self.did, **members}), purpose=purpose)

    def presentation(self, *, challenge: str | None = None, domain: str | None = None, **members: Any) -> JsonObject:
        """A presentation that it has signed."""
        document = {"@context": [V2], "type": ["VerifiablePresentation"], **members}
        return self.sign(document, purpose="authentication", challenge=challenge, domain=domain)


@contextmanager
def running(*arguments: str) -> Iterator[JsonObject]:
    """A server with these arguments; yields what it announces, and sees it end cleanly on SIGTERM."""
    command = [sys.executable, "-m", "stadtsiegel", "conformance-server", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own
        if process.stdout is None or process.stderr is None:
            raise AssertionError("the server has no output")
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.stderr.read().decode())
        try:
            yield json.loads(line)
        finally:
            process.send_signal(signal.SIGTERM)
            rest, told = process.communicate(timeout=20)
    if (process.returncode, rest, told) != (0, b"", b""):
        raise AssertionError((process.returncode, rest, told))
