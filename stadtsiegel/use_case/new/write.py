"""The folder of a new package: written beside its place, proven there, and then moved: whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from stadtsiegel.toml_text import render_document
from stadtsiegel.use_case.new.comments import comments_in
from use_cases.load import FILE_NAME, load_use_case

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from use_cases.use_case import UseCase


def write_package(folder: Path, document: JsonObject, *, language: str) -> UseCase:
    """Write a package that loads.

    Args:
        folder: where it goes; must not exist yet.
        document: the package.
        language: of the comments in the file, `de` or `en`.

    Raises:
        OSError: when the folder cannot be written, or is there and not empty.
        UseCaseError: when the package format refuses the document; nothing is left behind.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        draft.chmod(0o755)
        (draft / FILE_NAME).write_text(render_document(document, comments_in(language)), "utf-8")
        use_case = load_use_case(draft)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return use_case
