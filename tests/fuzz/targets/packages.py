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
PNG = (CATALOGUE / "library_card" / "logo.png").read_bytes()
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="none" stroke="#ffffff" stroke-width="3">'
    b'<path d="M32 18c-6-5-14-6-22-4v34c8-2 16-1 22 4 6-5 14-6 22-4V14c-8-2-16-1-22 4z"/><path d="M32 18v34"/></svg>'
)


def _package(text: object) -> object:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE_NAME).write_bytes(str(text).encode("utf-8", "surrogatepass"))
        (Path(folder) / "logo.png").write_bytes(PNG)
        (Path(folder) / "logo.svg").write_bytes(SVG)
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
    Target("use-case-logo", lambda: [SVG, PNG], _logo, (LogoError,), share=3),
)
