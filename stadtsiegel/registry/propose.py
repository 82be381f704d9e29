"""`stadtsiegel registry propose`: the proposals of a package, what is new in them, and saying them with the key."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from plumbing.clock import SystemClock
from plumbing.service.start import fetcher_of
from stadtsiegel.deployment_files import ISSUER, VERIFIER
from stadtsiegel.office.opened import read_settings_of
from stadtsiegel.registry.authority import Authority, read_list
from stadtsiegel.registry.difference import Standing, compare
from stadtsiegel.registry.players import asking_services, issuing_offices
from stadtsiegel.registry.proposal import propose_package
from stadtsiegel.registry.served import demand_served
from stadtsiegel.statements import pretty
from use_cases.words import span
from verifier.service import read_verifier_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import TextIO

    from plumbing.http.fetch import Fetcher
    from plumbing.secret import Secret
    from stadtsiegel.registry.difference import Difference
    from stadtsiegel.registry.proposal import Proposal
    from use_cases.use_case import UseCase

    Compared = Sequence[tuple[Proposal, Difference]]


async def propose(
    folder: Path,
    package: str,
    *,
    offices: Sequence[str] | None,
    relying_parties: Sequence[str],
    key: Secret[str] | None,
    end_superseded: bool,
    out: TextIO,
) -> None:
    """Compare the proposals with the signed list and write them down; with the key, say what is new.

    Args:
        folder: of the deployment.
        package: name of one of its use cases.
        offices: ids of those who shall issue it; None for all that have it.
        relying_parties: who shall ask for it, as `id` or `id=role`; without any, those that are called like a role.
        key: of the authority; None to say nothing.
        end_superseded: whether what is said replaces what was said before.
        out: where it is told.

    Raises:
        SettingsError: for settings, offices or relying parties that do not fit the package.
        Refused: when the registry does not answer, or not as it should.
    """
    issuer, surroundings = read_settings_of(folder / f"{ISSUER}.toml")
    issuing = issuing_offices(issuer, package, offices)
    use_case = issuer.use_cases[package]
    verifier_file = folder / f"{VERIFIER}.toml"
    verifier = read_verifier_settings(verifier_file)[0] if verifier_file.is_file() else None
    async with AsyncExitStack() as closing:
        fetcher = fetcher_of(surroundings)
        closing.push_async_callback(fetcher.close)
        now = SystemClock().now()
        registry = await read_list(issuer.trust, fetcher=fetcher, now=now)
        asking = asking_services(verifier, use_case, relying_parties, registry)
        proposals = propose_package(use_case, issuer_url=issuer.public_url, offices=issuing, services=asking)
        compared = [(one, compare(one.body, registry, at=now)) for one in proposals]
        out.write(f"{package}, against version {registry.version} of the list of {registry.authority}:\n")
        out.writelines(_lines(compared))
        out.writelines(_unplayed(use_case, [role for _, role in asking]))
        if key is not None:
            await _demand_served(compared, fetcher)
            authority = Authority(issuer.trust, key=key, fetcher=fetcher)
            await _say(authority, compared, now=now, end_superseded=end_superseded, out=out)
            out.write(f"Services read the list anew within {span(issuer.trust.refresh_seconds).en}.\n")
        else:
            out.writelines(_next(compared, _write(folder / "statements" / package, compared)))


def _lines(compared: Compared) -> Iterable[str]:
    for proposal, difference in compared:
        yield f"  {difference.standing:<8} {proposal.about}\n"
        yield from (f"           - {change}\n" for change in difference.changes)
        yield from (f"           - still in force beside it: statement {id_}\n" for id_ in difference.supersedes)


def _unplayed(use_case: UseCase, played: Sequence[str]) -> Iterable[str]:
    for role in dict.fromkeys(purpose.asker for purpose in use_case.purposes):
        if role not in played:
            yield f"  nobody   plays {role}; name who does: --relying-party ID={role}\n"


def _write(folder: Path, compared: Compared) -> list[Path]:
    """Write the bodies of what would be said, for people to read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = []
    for proposal, difference in compared:
        if difference.standing is Standing.SAME:
            continue
        file = folder / proposal.file
        file.touch(mode=0o600)
        file.write_text(pretty(proposal.body), "utf-8")
        files.append(file)
    return files


def _next(compared: Compared, files: Sequence[Path]) -> Iterable[str]:
    superseded = any(difference.supersedes for _, difference in compared)
    if not files and not superseded:
        yield "Nothing is to be said: the authority has said all of it.\n"
        return
    if not files:
        yield "The authority has said all of it. To end what that replaced: --say --end-superseded.\n"
        return
    yield "Nothing was said. Read the proposals:\n"
    yield from (f"  {file}\n" for file in files)
    yield "Then run the same command with --say; it asks for the authority's API key.\n"
    if superseded:
        yield "What they replace stays in force unless --end-superseded is given, too.\n"


async def _demand_served(compared: Compared, fetcher: Fetcher) -> None:
    for proposal, difference in compared:
        if proposal.method == "PUT" and difference.standing is not Standing.SAME:
            await demand_served(proposal.body, fetcher)


async def _say(authority: Authority, compared: Compared, *, now: int, end_superseded: bool, out: TextIO) -> None:
    for proposal, difference in compared:
        if difference.standing is Standing.SAME:
            continue
        # what replaces another begins now: two may not begin together, and the later one is asked under
        await authority.say(proposal, starts=now if difference.supersedes else None)
        out.write(f"Said: {proposal.about}.\n")
    for statement in dict.fromkeys(id_ for _, difference in compared for id_ in difference.supersedes):
        if end_superseded:
            await authority.end(statement)
            out.write(f"Ended: statement {statement}. What was signed under it stays good.\n")
        else:
            out.write(f"Still in force: statement {statement}; --end-superseded ends it.\n")
