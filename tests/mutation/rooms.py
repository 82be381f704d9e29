"""Which code is changed, and by whose tests it must be noticed: a room of the ground with its own tests first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Room:
    """Files that are judged together.

    Attributes:
        name: what it is called in the report.
        code: patterns of files, from the root of the project.
        tests: files and folders, those first that know most of it.
    """

    name: str
    code: tuple[str, ...]
    tests: tuple[str, ...]

    def files(self) -> list[Path]:
        """The files whose changes are tried."""
        found = {path for pattern in self.code for path in ROOT.glob(pattern) if path.name != "__init__.py"}
        return sorted(found)


_TESTS = "tests/credentials"
_VERDICTS = f"{_TESTS}/verification"
# What notices most comes first; the matrix is long, and says little of a check that its cases do not.
_FIRST, _OF_FORMATS = "test_ldp_vc_cases.py", ("test_enveloped.py", "test_matrix.py")
_OF_CHECKS = sorted({path.name for path in (ROOT / _VERDICTS).glob("test_*.py")} - {_FIRST, *_OF_FORMATS})
ROOMS = (
    Room(
        "verdicts",
        ("credentials/verification/*.py", "credentials/verification/checks/*.py"),
        tuple(f"{_VERDICTS}/{file}" for file in (_FIRST, *_OF_CHECKS)),
    ),
    Room(
        "formats",
        ("credentials/verification/formats/*.py",),
        tuple(f"{_VERDICTS}/{file}" for file in (_FIRST, *_OF_FORMATS, *_OF_CHECKS)),
    ),
    Room(
        "data integrity",
        ("credentials/data_integrity/verify.py", "credentials/data_integrity/proof*.py"),
        (f"{_TESTS}/data_integrity", f"{_VERDICTS}/test_ldp_vc_cases.py"),
    ),
    Room("selective proofs", ("credentials/data_integrity/selective/*.py",), (f"{_TESTS}/data_integrity",)),
    Room("schemas", ("credentials/json_schema/*.py",), (f"{_TESTS}/json_schema", f"{_VERDICTS}/test_ldp_vc_cases.py")),
    Room("jose", ("credentials/jose/*.py",), (f"{_TESTS}/jose",)),
    Room(
        "vc-jose",
        ("credentials/vc_jose/*.py", "credentials/model/enveloped.py", "credentials/model/data_url.py"),
        (f"{_TESTS}/vc_jose", f"{_TESTS}/model/test_enveloped.py", f"{_VERDICTS}/test_matrix.py"),
    ),
    Room("x509", ("credentials/x509/*.py",), (f"{_TESTS}/x509", f"{_VERDICTS}/test_certified_issuers.py")),
    Room(
        "sd-jwt",
        (
            "credentials/sd_jwt/compact.py",
            "credentials/sd_jwt/disclosure.py",
            "credentials/sd_jwt/reveal.py",
            "credentials/sd_jwt/key_binding.py",
            "credentials/sd_jwt/select.py",
            "credentials/sd_jwt_vc/*.py",
        ),
        (f"{_TESTS}/sd_jwt", f"{_TESTS}/sd_jwt_vc"),
    ),
    Room("model", ("credentials/model/*.py",), (f"{_TESTS}/model",)),
    Room("status", ("credentials/status/*.py",), (f"{_TESTS}/status",)),
    Room(
        "keys",
        ("credentials/keys/public_key.py", "credentials/keys/e[cd]*.py", "credentials/keys/jwk.py"),
        (f"{_TESTS}/keys",),
    ),
    Room("dcql", ("credentials/dcql/match.py", "credentials/dcql/claims_path.py"), (f"{_TESTS}/dcql",)),
)
