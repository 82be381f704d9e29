"""The versions of a package beside each other: what a newer one may not change, because cards of the earlier stay good.

Name, namespace and type are the identity that trust statements speak of. A claim's IRI is the same in every version,
so under one name it is always the same kind of fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from use_cases.derive.disclosure import concealed_otherwise
from use_cases.derive.places import places
from use_cases.faults import Fault, Finding, Path
from use_cases.proving.source import Source
from use_cases.use_case import Claim, ClaimPath, UseCase

if TYPE_CHECKING:
    from collections.abc import Iterable

_IDENTITY = ("name", "namespace", "credential_type")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a package, with the file that says it."""

    source: Source
    use_case: UseCase


def judge_versions(versions: Sequence[Version]) -> list[Fault]:
    """Find what versions that are good by themselves make wrong together; the newest is the first."""
    newest, earlier = versions[0], sorted(versions[1:], key=lambda one: one.use_case.version)
    faults: list[Fault] = []
    for one in earlier:
        faults += one.source.locate(_judge_number(one))
    findings = [finding for one in earlier for finding in _judge_identity(newest.use_case, one)]
    faults += newest.source.locate({finding.path: finding for finding in findings}.values())
    kinds: dict[Path, tuple[str, int]] = {}
    for one in (*earlier, newest):
        faults += one.source.locate(_judge_kinds(one.use_case, kinds))
    if not faults:
        findings = [finding for one in earlier for finding in _judge_concealed(newest.use_case, one.use_case)]
        faults += newest.source.locate({finding.path: finding for finding in findings}.values())
    return faults


def beside_each_other(versions: Sequence[UseCase]) -> tuple[UseCase, ...]:
    """Let each version know which of its claims the cards of an earlier one may lack."""
    return tuple(
        replace(
            one,
            newly_mandatory=frozenset(
                path
                for path in _mandatory(one)
                if any(path not in _mandatory(other) for other in versions if other.version < one.version)
            ),
        )
        for one in versions
    )


def _mandatory(use_case: UseCase) -> frozenset[ClaimPath]:
    return frozenset(place.names for place in places(use_case) if place.mandatory)


def _judge_number(one: Version) -> Iterator[Finding]:
    expected = f"v{one.use_case.version}.toml"
    if PurePath(one.source.file).name != expected:
        message = f"The name of this file tells another version. Call it {expected}, or write the version that it is."
        yield Finding(("version",), message)


def _judge_identity(newest: UseCase, one: Version) -> Iterator[Finding]:
    earlier = one.use_case
    if earlier.version >= newest.version:
        message = (
            f"There is an earlier version {earlier.version} already. Write a greater number here, such as version = "
            f"{earlier.version + 1}."
        )
        yield Finding(("version",), message)
    for key in _IDENTITY:
        said = getattr(earlier, key)
        if getattr(newest, key) != said:
            message = (
                f"Version {earlier.version} has `{said}` here, and its cards stay good. Write the same, or make a "
                "package of its own."
            )
            yield Finding((key,), message)


def _judge_kinds(use_case: UseCase, known: dict[Path, tuple[str, int]]) -> Iterator[Finding]:
    """Hold each claim against the kind that it had first, and remember the kinds of new ones."""
    for path, claim in _walk(use_case.claims, ("claims",)):
        kind = f"list of {claim.item.kind}" if claim.item else claim.kind.value
        first, version = known.setdefault(path, (kind, use_case.version))
        if first != kind:
            message = (
                f"In version {version} this claim is a {first}, and its cards stay good. Give a fact of another kind "
                "another name."
            )
            yield Finding((*path, "kind"), message)


def _judge_concealed(newest: UseCase, earlier: UseCase) -> Iterator[Finding]:
    for path in concealed_otherwise(earlier, newest):
        message = (
            f"In version {earlier.version} it is otherwise whether this claim can be withheld; the description of its "
            "SD-JWT cards is the same for all versions. Leave it as it was, or give the claim another name."
        )
        yield Finding(_place(path), message)


def _place(path: ClaimPath) -> Path:
    place: Path = ()
    for name in path:
        place = (*place, "claims", name)
    return (*place, "withholdable")


def _walk(claims: Iterable[Claim], place: Path) -> Iterator[tuple[Path, Claim]]:
    for claim in claims:
        path = (*place, claim.name)
        yield path, claim
        yield from _walk(claim.members, (*path, "claims"))
        if claim.item:
            yield from _walk(claim.item.members, (*path, "item", "claims"))
