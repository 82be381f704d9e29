"""From the files of a package to its versions as frozen values: each file proven by itself, then all side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.faults import Fault, Finding, UseCaseError
from use_cases.proving.assemble import assemble
from use_cases.proving.logo import LOGO_NAME, LogoError, logo_url
from use_cases.proving.meaning import judge_meaning
from use_cases.proving.shape import judge_shape
from use_cases.proving.source import parse_source
from use_cases.proving.versions import Version, beside_each_other, judge_versions
from use_cases.use_case import UseCase

_LOGO = ("display", "logo", "file")


def prove_versions(texts: Mapping[str, bytes], pictures: Mapping[str, bytes]) -> tuple[UseCase, ...]:
    """Prove every version of a package.

    Args:
        texts: the bytes of each version by the name of its file, the newest first.
        pictures: the bytes of each file that may be a logo, by the word that the versions use for it.

    Returns:
        The versions, the newest first.

    Raises:
        UseCaseError: with every fault that was found.
    """
    faults: list[Fault] = []
    versions: list[Version] = []
    for file, content in texts.items():
        try:
            versions.append(_prove(file, content, pictures))
        except UseCaseError as error:
            faults += error.every_fault
    if not faults:
        faults = judge_versions(versions)
    if faults:
        raise UseCaseError(faults)
    return beside_each_other([version.use_case for version in versions])


def judge_document(document: JsonObject) -> list[Finding]:
    """Find everything that is wrong with a document, shape and meaning; of a misshapen value only that it is."""
    findings = judge_shape(document)
    misshapen = {finding.path for finding in findings}
    return findings + [one for one in judge_meaning(document, misshapen) if one.path not in misshapen]


def _prove(file: str, content: bytes, pictures: Mapping[str, bytes]) -> Version:
    source = parse_source(file, content)
    findings = judge_document(source.document)
    logo = None
    try:
        logo = _logo(source.document, pictures)
    except LogoError as error:
        findings.append(Finding(_LOGO, str(error)))
    if findings:
        raise UseCaseError(source.locate(findings))
    return Version(source, assemble(source.document, logo=logo))


def _logo(document: JsonObject, pictures: Mapping[str, bytes]) -> str | None:
    named: Any = document
    for key in _LOGO:
        named = named.get(key) if isinstance(named, dict) else None
    if not isinstance(named, str) or not LOGO_NAME.fullmatch(named):
        return None  # there is none, or its shape has been told
    if named not in pictures:
        raise LogoError("There is no picture of this name beside use_case.toml. Put it there, or remove the logo.")
    return logo_url(named, pictures[named])
