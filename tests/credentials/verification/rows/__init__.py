"""The rows of the matrix: how each credential format makes a good answer, and how each check on it is turned.

One file a format; a variant (a cryptosuite, an algorithm) is one more row.
Never an expectation: which checks there must be is said by the Verdict, and `test_matrix` holds the rows against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.credentials.verification.rows import dc_sd_jwt, ldp_vc, vc_jwt, vc_sd_jwt

if TYPE_CHECKING:
    from tests.credentials.verification.rows.row import Row

ROWS: tuple[Row, ...] = (*ldp_vc.ROWS, *dc_sd_jwt.ROWS, *vc_jwt.ROWS, *vc_sd_jwt.ROWS)
