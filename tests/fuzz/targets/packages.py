"""The files that a city writes: packages as text, as documents, and the logos beside them."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from tests.fuzz.target import Forgery, Target
from tests.use_cases.rich_package import RICH
from use_cases.derive.claims import judge_claims
from use_cases.derive.sample import sample_claims
from use_cases.faults import UseCaseError
from use_cases.load import CATALOGUE, FILE_NAME, load_use_case
from use_cases.proving.assemble import assemble
from use_cases.proving.logo import LogoError, logo_url
from use_cases.proving.prove import judge_document
from use_cases.proving.source import parse_source

DAY = dt.date(2026, 5, 3)
LIBRARY_CARD = (CATALOGUE / "library_card" / FILE_NAME).read_text("utf-8")
LOGO = (CATALOGUE / "library_card" / "logo.svg").read_bytes()
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x09\0\0\0\x09\x08\0\0\0\0"


def _package(text: object) -> object:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE_NAME).write_bytes(str(text).encode("utf-8", "surrogatepass"))
        (Path(folder) / "logo.svg").write_bytes(LOGO)
        return load_use_case(Path(folder))


def _document(document: object) -> object:
    if not isinstance(document, dict):
        return None  # TOML has a table at its top
    findings = judge_document(document)
    if any(not finding.message.endswith((".", "?")) for finding in findings):
        raise Forgery("a fault without its remedy")
    if findings:
        return findings
    use_case = assemble(document)
    if judge_claims(use_case, sample_claims(use_case, on=DAY), on=DAY):
        raise Forgery("a good package whose own sample is refused")
    return use_case


def _logo(content: object) -> object:
    content = content if isinstance(content, bytes) else b""
    return logo_url("logo.png" if content.startswith(b"\x89") else "logo.svg", content)


TARGETS = (
    Target("use-case-package", lambda: [LIBRARY_CARD, RICH], _package, (UseCaseError,), share=1),
    Target("use-case-document", lambda: [parse_source(FILE_NAME, RICH.encode()).document], _document, (), share=1),
    Target("use-case-logo", lambda: [LOGO, PNG], _logo, (LogoError,), share=3),
)
