"""The contexts that count, by address and bytes; whoever holds the set decides what every term means.

VC Data Integrity 1.0, 'Context Validation': contexts are known by the digest of their content, and any
other is refused. JSON-LD never reaches a network from here: what is not in the set does not exist.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from credentials import strict_json
from credentials.errors import ContextError, JsonError
from credentials.jsonld.compiled.scope import Machine
from credentials.jsonld.contexts import BUNDLED
from credentials.rdf.terms import is_absolute_iri

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_CONTEXT_BYTES = 262_144

_LOSSY = frozenset({"@reverse", "@nest"})
_LOSSLESS = frozenset({"@set", "@list", "@graph"})
"""The containers whose every entry becomes a statement; of maps by language, index, id or type some entries do not."""

_NEVER = {
    "@import": "brings in another document",
    "@base": "changes what relative identifiers mean",
}


@dataclass(frozen=True, eq=False)
class ContextSet:
    """An immutable set of JSON-LD contexts.

    Attributes:
        documents: the bytes of each context by its address.
        processed: what the JSON-LD processor has made of these contexts so far. It belongs to this set alone: another
            set may hold other bytes under the same address.
        lock: held while the processor works, because it changes `processed`.
        machine: what was compiled of these contexts so far, for documents of known kinds.
        recent_proofs: the options of proofs in canonical form, which repeat themselves; of this set alone, too.
        allows_inline: whether a document may bring further terms with it.
    """

    documents: Mapping[str, bytes]
    processed: dict[str, Any] = field(default_factory=dict, repr=False)
    lock: Lock = field(default_factory=Lock, repr=False)
    recent_proofs: dict[Any, str] = field(default_factory=dict, repr=False)
    allows_inline: bool = False

    @cached_property
    def machine(self) -> Machine:
        """What was compiled of these contexts so far."""
        return Machine(self)

    @classmethod
    def bundled(cls) -> ContextSet:
        """The contexts of the specifications, as shipped.

        Raises:
            ContextError: a file of this installation is not the published one.
        """
        return _bundled()

    def with_context(self, url: str, document: bytes, *, allow_vocab: bool = False) -> ContextSet:
        """A set that holds one context more.

        Args:
            url: the https address that documents will name.
            document: its exact bytes; the caller has compared their digest with one that it trusts.
            allow_vocab: accept `@vocab`, which gives every undefined term a meaning. For the examples of
                specifications only: with it, a misspelled member is signed as if it meant something.

        Raises:
            ContextError: another document has this address already, or the document is not a context that we accept
                (no JSON object, `@import`, `@base`, `@vocab`, a reference to one more context).
        """
        if not (is_absolute_iri(url) and url.startswith("https://")):
            raise ContextError("a context has an https address")
        if (known := self.documents.get(url)) is not None:
            if known != document:
                raise ContextError(f"another document is already known as the context {url}")
            return self
        _judge(url, document, allow_vocab=allow_vocab)
        documents = MappingProxyType({**self.documents, url: bytes(document)})
        return ContextSet(documents, allows_inline=self.allows_inline)

    def with_inline_contexts(self) -> ContextSet:
        """A set that also takes terms which a document brings with it, judged by the same rules.

        For test suites only: whoever writes the document then decides what its terms mean.
        """
        return replace(self, processed={}, lock=Lock(), recent_proofs={}, allows_inline=True)

    def judge_inline(self, terms: dict[str, Any]) -> None:
        """Judge terms that a document brings with it.

        Raises:
            ContextError: this set takes none, or they are not such as we accept.
        """
        if not self.allows_inline:
            raise ContextError("a document names its contexts by their addresses; inline contexts are refused")
        _judge_terms("in the document", terms, allow_vocab=False)

    def __contains__(self, url: object) -> bool:
        return url in self.documents

    def get(self, url: str) -> bytes:
        """The bytes of one context.

        Raises:
            ContextError: it is not in this set.
        """
        if (document := self.documents.get(url)) is None:
            raise ContextError("the document names a context that is not known here")
        return document

    def digest(self, url: str) -> str:
        """The SHA-256 of one context, in hexadecimal; ContextError where it is not in this set."""
        return hashlib.sha256(self.get(url)).hexdigest()

    def load(self, url: str, _options: object = None) -> dict[str, Any]:
        """Serve the JSON-LD processor, which calls this its document loader."""
        document = strict_json.parse_object(self.get(url))
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": document,
            "tag": "static",
        }


@cache
def _bundled() -> ContextSet:
    folder = files("credentials.jsonld.contexts")
    documents = {url: folder.joinpath(context.file).read_bytes() for url, context in BUNDLED.items()}
    for url, document in documents.items():
        if hashlib.sha256(document).hexdigest() != BUNDLED[url].sha256:
            raise ContextError(f"the context {url} that lies here is not the one that the specification publishes")
    return ContextSet(MappingProxyType(documents))


def _judge(url: str, document: bytes, *, allow_vocab: bool) -> None:
    try:
        context = strict_json.parse_object(document, max_bytes=MAX_CONTEXT_BYTES).get("@context")
    except JsonError as error:
        raise ContextError(f"the context {url} cannot be read: {error.detail}") from error
    if not isinstance(context, dict):
        raise ContextError(f"the context {url} must be one object with terms, under @context")
    _judge_terms(url, context, allow_vocab=allow_vocab)


def _judge_terms(url: str, context: dict[str, Any], *, allow_vocab: bool) -> None:
    for keyword, effect in _NEVER.items():
        if keyword in context:
            raise ContextError(f"the context {url} uses {keyword}, which {effect}")
    if "@vocab" in context and not allow_vocab:
        raise ContextError(f"the context {url} uses @vocab, which gives misspelled terms a meaning")
    for definition in context.values():
        if not isinstance(definition, dict):
            continue
        container = definition.get("@container", [])
        if not _LOSSLESS.issuperset(container if isinstance(container, list) else [container]):
            raise ContextError(f"the context {url} has a map as a container: empty entries of it would not be signed")
        if not _LOSSY.isdisjoint(definition):
            raise ContextError(
                f"the context {url} has a term with @reverse or @nest: empty uses of it would not be signed"
            )
        scoped = definition.get("@context")
        for part in scoped if isinstance(scoped, list) else [scoped]:
            if isinstance(part, dict):
                _judge_terms(url, part, allow_vocab=allow_vocab)
            elif part is not None:
                raise ContextError(f"the context {url} refers to one more context")
