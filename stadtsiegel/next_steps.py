"""What `stadtsiegel init` tells in the end: who is who, the secrets (once), and what to do next."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from stadtsiegel.deployment_files import HOSTS, INTERNAL_PORTS, PORTS, REGISTRY, public_url

if TYPE_CHECKING:
    from pathlib import Path

    from stadtsiegel.new_deployment import NewDeployment

MODULES = {"registry": "trust_registry", "issuer": "issuer", "verifier": "verifier"}
STATEMENTS = (
    ("PUT", "/api/credential-types", "credential-type.json", "which card there is, with the digests of its documents"),
    ("POST", "/api/statements", "may-issue.json", "that the office may issue it"),
    ("POST", "/api/statements", "may-ask.json", "that the relying party may ask for it, and what for"),
)


def next_steps(made: NewDeployment, *, folder: Path) -> str:
    """The whole text."""
    return "\n".join(
        [
            f"A deployment for {made.city} lies in {folder}.",
            "",
            "Who is who (compare the key fingerprints with what others are given):",
            *(
                "\n".join([f"  {who:<14} {did}", *(f"  {'':<14} {key}" for key in made.fingerprints[who])])
                for who, did in made.dids.items()
            ),
            "",
            "API keys, shown this once and kept only as digests. Put each into its owner's secret store now:",
            *(f"  {who:<14} {key}" for who, key in made.api_keys.items()),
            "",
            "Next:",
            "1. Keep a copy of the folder keys/ apart from all backups of data/: neither opens without the other.",
            "2. Let a proxy speak TLS for these names and hand requests on (proxy headers are not needed):",
            *(f"     {public_url(service, made.host)}  ->  http://127.0.0.1:{PORTS[service]}" for service in HOSTS),
            "3. Start the three services; each tells its health and metrics at its internal port:",
            *(
                f"     python -m {MODULES[service]} --settings {_quoted(folder / f'{service}.toml')}"
                f"   # http://127.0.0.1:{INTERNAL_PORTS[service]}/health/ready"
                for service in HOSTS
            ),
            "4. Read the three proposals in statements/, and let the authority say them:",
            "     read -rs AUTHORITY_KEY   # paste the authority's API key; it is not shown",
            *(
                f"     {curl_of(public_url(REGISTRY, made.host), method, path, folder / 'statements' / file, what)}"
                for method, path, file, what in STATEMENTS
            ),
            "5. Back up every day, and let published/ and audit/ lie on another disk than data/:",
            f"     stadtsiegel backup {_quoted(folder)} --to BACKUPS --keys-to ANOTHER_PLACE",
            "",
        ]
    )


def curl_of(registry_url: str, method: str, path: str, body: Path, what: str) -> str:
    """How somebody with the authority's key says a proposal to the registry."""
    return (
        f"# {what}\n"
        f"     curl --fail-with-body -X {method} {registry_url}{path} \\\n"
        f"       -H \"Authorization: Bearer $AUTHORITY_KEY\" -H 'Content-Type: application/json' \\\n"
        f"       --data-binary @{_quoted(body)}"
    )


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
