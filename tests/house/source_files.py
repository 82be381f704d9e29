"""The files of the project as a newcomer gets them: what git keeps, or would keep after the next commit."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("credentials", "use_cases", "plumbing", "trust_registry", "issuer", "verifier", "wallet_sim", "stadtsiegel")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is committed or not ignored; all but the obvious litter where this is no git checkout."""
    asked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if asked.returncode == 0:
        paths = [ROOT / name for name in asked.stdout.decode().split("\0") if name]
    else:
        litter = {".venv", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", ".git"}
        paths = [path for path in ROOT.rglob("*") if not litter & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files() -> list[Path]:
    """Every Python file."""
    return [path for path in project_files() if path.suffix == ".py"]


def package_folders() -> list[Path]:
    """Every folder of the shipped packages that has Python files."""
    folders = {path.parent for path in python_files() if path.relative_to(ROOT).parts[0] in PACKAGES}
    return sorted(folders)


def name_of(path: Path) -> str:
    """A path as it is told to a reader."""
    return path.relative_to(ROOT).as_posix()
