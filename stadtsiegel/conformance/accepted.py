"""What this server accepts: everything that the ground can read, since it is there to be tested."""

from __future__ import annotations

from credentials.data_integrity.suites import SUITES
from credentials.dcql.ask import VERIFIABLE_CREDENTIAL
from credentials.jsonld.context_set import ContextSet
from credentials.keys.algorithm import ALL_JOSE_NAMES
from credentials.model.version import DataModel
from credentials.verification.policy import CredentialPolicy

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
_EXAMPLES_DOCUMENT = b'{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}'

POLICY = CredentialPolicy(
    credential_type=VERIFIABLE_CREDENTIAL,
    suites=frozenset(SUITES),
    jose_algorithms=ALL_JOSE_NAMES,
    data_models=frozenset(DataModel),
    clock_skew=60,
    status_required=False,
    schema_required=False,
)
"""Every credential is of the type of the data model itself."""


def known_contexts() -> ContextSet:
    """The contexts of the specifications, that of their examples, and what documents bring with them.

    The latter two let whoever writes a document say what its terms mean, so no city's verifier knows them.
    """
    examples = ContextSet.bundled().with_context(EXAMPLES, _EXAMPLES_DOCUMENT, allow_vocab=True)
    return examples.with_inline_contexts()
