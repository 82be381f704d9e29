"""`stadtsiegel conformance-server` as a command: what it announces, whose keys it takes, and how it ends."""

from __future__ import annotations

import json
import ssl
from argparse import ArgumentParser
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from credentials.did.did_web import Method, build_document
from credentials.keys.private_key import PrivateKey
from plumbing.http.free_port import choose_free_port
from plumbing.http.tls import ThrowAwayCa
from stadtsiegel.conformance.arguments import add_conformance_arguments
from stadtsiegel.conformance.command import run_conformance_server
from tests.conformance.suite import ADDRESSES, Signer, Suite, credential, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_it_announces_every_address_that_answers(suite: Suite) -> None:
    origin = suite.announced["origin"]
    listed = [one for kind in ("issuers", "verifiers", "vpVerifiers", "vcHolders") for one in suite.announced[kind]]
    for one in listed:
        status, _ = suite.post(one["endpoint"].removeprefix(origin), {})
        assert status == 400, one  # understood as an address, not as a request
    paths = {one["endpoint"].removeprefix(origin).removesuffix("/credentials/issue") for one in listed}
    assert set(ADDRESSES) <= paths
    tags = {tag for one in listed for tag in one.get("tags", ())}
    assert {"vc2.0", "BitstringStatusList", "eddsa-rdfc-2022", "ecdsa-rdfc-2019", "P-256", "P-384"} <= tags


TRUSTED = "did:web:issuer.example"
TRUSTED_SEED = b"f" * 32


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    """A second server, with everything that can be told to one."""
    folder = tmp_path_factory.mktemp("conformance")
    authority = ThrowAwayCa.load_or_create(folder)
    pem, trusted, port = str(folder / "server.pem"), folder / "trusted.json", choose_free_port()
    key = PrivateKey.from_seed(TRUSTED_SEED).public_key
    trusted.write_text(json.dumps([build_document(TRUSTED, [Method("key-1", key, ("assertionMethod",))])]), "utf-8")
    told = ["--port", str(port), "--cert", pem, "--key", pem, "--trust", str(trusted), "--strict-status"]
    with running(*told) as announced:
        assert announced["origin"] == f"https://localhost:{port}"
        assert announced["root"] is None
        yield Suite({**announced, "root": str(authority.root_file)})


def test_it_serves_at_the_port_and_by_the_certificate_that_it_was_told(other: Suite) -> None:
    assert other.issue(credential())[0] == 201
    with pytest.raises(ssl.SSLError):
        Suite(other.announced | {"root": None}).issue(credential())


def test_every_start_has_keys_of_its_own(suite: Suite, other: Suite) -> None:
    mine, yours = ({one["id"] for one in server.announced["issuers"]} for server in (suite, other))
    assert not mine & yours
    assert other.verify(suite.issued(credential()))[0] == 200  # whose key is in the identifier


def test_it_trusts_further_issuers_from_a_file_and_nobody_else(suite: Suite, other: Suite) -> None:
    said = {"purpose": "assertionMethod", "verification_method": f"{TRUSTED}#key-1"}
    secured = Signer(TRUSTED_SEED).sign(credential(issuer=TRUSTED), **said)
    assert other.verify(secured)[0] == 200
    assert other.verify({**secured, "issuer": "did:web:other.example"})[0] == 400
    assert other.verify(Signer(b"g" * 32).sign(credential(issuer=TRUSTED), **said))[0] == 400
    status, answer = suite.verify(secured)
    assert (status, answer["verified"]) == (400, False)


def test_with_strict_status_what_was_revoked_or_has_expired_is_not_verified(other: Suite, signer: Signer) -> None:
    secured = other.issued(credential(id="urn:uuid:2"), path="/status")
    assert other.verify(secured)[0] == 200
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
    change = {"credentialId": "urn:uuid:2", "credentialStatus": entry, "status": True}
    assert other.post("/credentials/status", change)[0] == 200
    for document, word in ((secured, "revoked"), (signer.credential(validUntil="2020-01-01T00:00:00Z"), "expired")):
        status, answer = other.verify(document)
        assert (status, answer["verified"]) == (400, False)
        assert answer["problemDetails"][0]["type"] == f"urn:stadtsiegel:problem:{word}"


def test_without_it_a_document_that_has_expired_is_verified_with_a_warning(suite: Suite, signer: Signer) -> None:
    status, answer = suite.verify(signer.credential(validUntil="2020-01-01T00:00:00Z"))
    assert (status, answer["verified"]) == (200, True)
    assert [problem["severity"] for problem in answer["problemDetails"]] == ["warning"]


@pytest.mark.parametrize(
    ("arguments", "content"),
    [
        (["--trust", "FILE"], None),
        (["--trust", "FILE"], "{"),
        (["--trust", "FILE"], "{}"),
        (["--trust", "FILE"], "[]"),
        (["--trust", "FILE"], "[7]"),
        (["--trust", "FILE"], '[{"id": "did:web:a.example"}, {"id": "did:web:a.example"}]'),
        (["--cert", "FILE"], "x"),
        (["--cert", "FILE", "--key", "FILE"], "no certificate"),
        (["--port", "70000"], None),
    ],
)
def test_it_does_not_start_with_what_it_cannot_use(tmp_path: Path, arguments: list[str], content: str | None) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_text(content, "utf-8")
    parser, out, err = ArgumentParser(), StringIO(), StringIO()
    add_conformance_arguments(parser)
    options = parser.parse_args([str(file) if one == "FILE" else one for one in arguments])
    assert run_conformance_server(options, out=out, err=err) == 1
    assert out.getvalue() == ""
    assert err.getvalue().startswith("Not started: ")
