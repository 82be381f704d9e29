"""Who plays the roles of a package in a deployment: its offices, and the relying parties named for roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.settings import Fault, SettingsError
from stadtsiegel.city_plan import tenant_id
from stadtsiegel.registry.proposal import Tenant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuer.settings import IssuerSettings
    from trust_registry.reading.registry import Registry
    from use_cases.use_case import UseCase
    from verifier.settings import VerifierSettings


def issuing_offices(settings: IssuerSettings, package: str, named: Sequence[str] | None) -> list[Tenant]:
    """The offices that shall issue a package: those named, or all that have it in their settings.

    Raises:
        SettingsError: when there is none, or a named one does not have it.
    """
    having = {office.id: office for office in settings.offices.values() if package in office.use_cases}
    if not having:
        message = f"{package} is issued by no office; add it to use_cases of an [[office]] in issuer.toml first"
        raise SettingsError([Fault("", message)])
    unknown = [office_id for office_id in named or () if office_id not in having]
    if unknown:
        known = ", ".join(having)
        raise SettingsError(
            [Fault("--office", f"{', '.join(unknown)}: issues no {package}; those that do are: {known}")]
        )
    return [Tenant(one.id, one.did, one.name.to_json()) for id_, one in having.items() if named is None or id_ in named]


def asking_services(
    settings: VerifierSettings | None, use_case: UseCase, named: Sequence[str], registry: Registry
) -> list[tuple[Tenant, str]]:
    """The relying parties that shall ask, each with its role: those named as `id` or `id=role`, or all called like one.

    Raises:
        SettingsError: for one that does not exist, or a role that asks for nothing.
    """
    parties = {one.relying_party_id: one for one in settings.relying_parties} if settings is not None else {}
    roles = {tenant_id(purpose.asker): purpose.asker for purpose in use_case.purposes}
    wanted = named or [id_ for id_ in parties if id_ in roles]
    chosen, faults = [], []
    for one in wanted:
        id_, _, word = one.partition("=")
        role = roles.get(tenant_id(word or id_))
        if id_ not in parties:
            faults.append(f"{id_} names no relying party; known are: {', '.join(parties) or 'none'}")
        elif role is None:
            faults.append(f"{one}: name a role that asks, as {id_}=ROLE; they are: {', '.join(roles.values())}")
        else:
            name = _known_names(registry).get(parties[id_].did) or _role_name(use_case, role)
            chosen.append((Tenant(id_, parties[id_].did, name), role))
    if faults:
        raise SettingsError(Fault("--relying-party", fault) for fault in faults)
    return chosen


def _known_names(registry: Registry) -> dict[str, Mapping[str, str]]:
    """What the authority calls them already; the settings of a verifier have no names."""
    return {statement.entity: statement.name.to_json() for statement in registry.statements}


def _role_name(use_case: UseCase, role_id: str) -> Mapping[str, str]:
    return next(role.name for role in use_case.roles if role.id == role_id).to_json()
