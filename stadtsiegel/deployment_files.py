"""The settings files of a new deployment, as text that a person goes on editing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stadtsiegel.toml_text import render_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from use_cases.local_text import LocalText

REGISTRY, ISSUER, VERIFIER = "registry", "issuer", "verifier"
HOSTS = {REGISTRY: "vertrauen", ISSUER: "ausweise", VERIFIER: "pruefen"}
PORTS = {REGISTRY: 8441, ISSUER: 8442, VERIFIER: 8443}
INTERNAL_PORTS = {REGISTRY: 9441, ISSUER: 9442, VERIFIER: 9443}


@dataclass(frozen=True, kw_only=True)
class Trust:
    """The authority as the other services pin it."""

    authority: str
    multikey: str
    list_url: str


def public_url(service: str, host: str) -> str:
    """Where a service of the city is reached."""
    return f"https://{HOSTS[service]}.{host}"


def registry_file(*, city: str, host: str) -> str:
    """Settings of the trust registry."""
    return _head(REGISTRY, city, host) + _publish_folder(REGISTRY) + _service(REGISTRY)


def issuer_file(*, city: str, host: str, trust: Trust, office: str, name: LocalText, use_case: str) -> str:
    """Settings of the issuer with its first office."""
    return (
        _head(ISSUER, city, host)
        + _publish_folder(ISSUER)
        + _trust(trust)
        + "# One [[office]] for each office that issues; its id is part of its DID and never changes.\n"
        + office_table(office, name.to_json(), [use_case])
        + _service(ISSUER)
    )


def office_table(office: str, name: Mapping[str, str], use_cases: Sequence[str]) -> str:
    """One office in the settings of the issuer."""
    return _table("[[office]]", {"id": office, "name": dict(name), "use_cases": list(use_cases)})


def verifier_file(*, city: str, host: str, trust: Trust, relying_party: str) -> str:
    """Settings of the verifier with its first relying party."""
    return (
        _head(VERIFIER, city, host)
        + _trust(trust)
        + "# One [[relying_party]] for each service that checks; add return_url for checks on the same device.\n"
        + _table("[[relying_party]]", {"id": relying_party})
        + _service(VERIFIER)
    )


def _head(service: str, city: str, host: str) -> str:
    return (
        f"# The {service} of {city}, written by `stadtsiegel init`. Paths are relative to this file.\n"
        "# The data remember this address: cards, status lists and DIDs carry it, so it never changes.\n"
        f"public_url = {render_value(public_url(service, host))}\n\n"
    )


def _publish_folder(service: str) -> str:
    return (
        "# What is published is kept here as well, for a restore. Better on another disk than the database.\n"
        f"publish_folder = {render_value(f'published/{service}')}\n\n"
    )


def _trust(trust: Trust) -> str:
    comment = "# Whose word counts. The key is pinned here and never learned from the network.\n"
    return comment + _table(
        "[trust]", {"authority": trust.authority, "keys": [trust.multikey], "list_url": trust.list_url}
    )


def _service(service: str) -> str:
    return (
        "# A proxy in front speaks TLS and hands requests on to listen_port. Metrics and health: internal_port.\n"
        + _table(
            "[service]",
            {
                "listen_port": PORTS[service],
                "internal_port": INTERNAL_PORTS[service],
                "tls": "proxy",
                "database_file": f"data/{service}.sqlite",
                "unlock_key_file": f"keys/{service}.key",
                "audit_folder": "audit",
            },
        )
    )


def _table(head: str, values: Mapping[str, object]) -> str:
    return "".join((f"{head}\n", *(f"{name} = {render_value(value)}\n" for name, value in values.items()), "\n"))
