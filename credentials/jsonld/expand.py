"""JSON-LD expansion (JSON-LD 1.1 API section 5.1) that refuses every document of which it would drop a part.

PyLD applies the contexts. Left to itself it drops terms that no context defines, nulls and lone values without a word,
resolves relative identifiers against an invented address and loads contexts from the network: each of these would
leave a part of the document unsigned (VC Data Integrity 1.0, 'Securing Data Losslessly'). So it works here
with no base, with a loader that knows only the caller's contexts, and with a check at every place where it drops.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdError, JsonLdProcessor

from credentials.errors import ContextError, CredentialError, DataLossError
from credentials.jsonld.identifiers import BASE
from credentials.jsonld.labels import LabelledObject

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject

MAX_DEPTH = 32
MAX_VALUES = 10_000
MAX_CONTEXTS = 10
MAX_TYPES = 20
MAX_SCOPES = 500
"""How many contexts and types all objects of a document may name together: each can cost a context its processing."""

_LOSSY = frozenset({"@reverse", "@nest", "@included", "@index"})
_NO_NODE = frozenset({"@value", "@list", "@set"})
_OF_VALUES = "@direction"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def expand(document: JsonObject, contexts: ContextSet) -> list[JsonObject]:
    """Expand a document, losing nothing.

    Raises:
        ContextError: a context that is not in the set, is given inline where the set takes none, is null, or that
            redefines protected terms.
        DataLossError: a part of the document that would not be covered, or more of it than is reasonable.
    """
    if not isinstance(document, dict) or "@context" not in document:
        raise ContextError("a document to be read as JSON-LD names its contexts")
    _measure(document)
    processor = _SafeProcessor(contexts)
    try:
        with contexts.lock:
            expanded: list[JsonObject] = processor.expand(
                document,
                {
                    "base": BASE,
                    "documentLoader": contexts.load,
                    "contextResolver": ContextResolver(contexts.processed, contexts.load),
                    "processingMode": "json-ld-1.1",
                },
            )
    except JsonLdError as error:
        raise _refusal(error) from error
    except CredentialError:
        raise
    # PyLD answers some malformed documents with these instead of an error of its own.
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise DataLossError("this document cannot be read as JSON-LD") from error
    if not processor.has_looked:
        raise DataLossError("this PyLD expands documents in a way that cannot be watched for losses")
    return expanded


class _SafeProcessor(JsonLdProcessor):  # type: ignore[misc]
    """PyLD with a check at its three places of loss: an undefined key, a dropped value, and a context in the document.

    Two methods are PyLD's own and may move in a later version. `has_looked` tells whether they were called at all, so
    that such a version refuses every document instead of accepting too many.
    """

    def __init__(self, contexts: ContextSet) -> None:
        super().__init__(on_property_dropped=_refuse_key)
        self._contexts = contexts
        self._scopes = 0
        self._saw_object = self._saw_value = False

    @property
    def has_looked(self) -> bool:
        return self._saw_object and self._saw_value

    def _expand(self, active_ctx: Any, active_property: Any, element: Any, *rest: Any, **named: Any) -> Any:
        self._saw_value = True
        if element is None:
            raise DataLossError("a null says nothing that could be signed: leave the member out")
        expanded = super()._expand(active_ctx, active_property, element, *rest, **named)
        if expanded is None:
            raise DataLossError("the document has a value that belongs to no statement")
        if isinstance(element, LabelledObject) and isinstance(expanded, dict) and not _NO_NODE & expanded.keys():
            expanded.setdefault("@id", element.label)
        return expanded

    def _prepare_nested_context(self, active_ctx: Any, element: Any, options: Any) -> Any:
        self._saw_object = True
        if "@context" in element:
            self._judge_context(element["@context"])
        meanings = {key: self._expand_iri(active_ctx, key, vocab=True) for key in element}
        lossy = _LOSSY if "@value" in meanings.values() else _LOSSY | {_OF_VALUES}
        for key, value in element.items():
            # PyLD passes over some of these, like "@language": null, without asking `_expand`
            if value is None:
                raise DataLossError("a null says nothing that could be signed: leave the member out")
            meaning = meanings[key]
            if meaning in lossy:
                raise DataLossError(f"a document to be signed does not use {meaning}: not every part of it would count")
            if meaning == "@type" and isinstance(value, list):
                if not 0 < len(value) <= MAX_TYPES:
                    raise DataLossError(f"an object that names its types has 1 to {MAX_TYPES} of them")
                self._spend(len(value))
        return super()._prepare_nested_context(active_ctx, element, options)

    def _judge_context(self, context: object) -> None:
        given = context if isinstance(context, list) else [context]
        named = [url for url in given if isinstance(url, str)]
        inline = [terms for terms in given if isinstance(terms, dict)]
        if not given or len(named) + len(inline) != len(given):
            raise ContextError("a document names its contexts by their addresses; null contexts are refused")
        if len(given) > MAX_CONTEXTS or len(set(named)) != len(named):
            raise ContextError(f"a document names at most {MAX_CONTEXTS} contexts, each once")
        for url in named:
            self._contexts.get(url)
        for terms in inline:
            self._contexts.judge_inline(terms)
        self._spend(len(given))

    def _spend(self, scopes: int) -> None:
        self._scopes += scopes
        if self._scopes > MAX_SCOPES:
            raise DataLossError("the document has more types and contexts than are reasonable")


def _refuse_key(key: str | None) -> None:
    raise DataLossError(
        "a term looks like a keyword of JSON-LD or has its meaning removed"
        if key is None
        else f"no context of the document defines the term {key[:64]!r}"
    )


def _measure(document: object) -> None:
    """Bound depth and size before any work, and refuse what is not JSON at all."""
    level: list[Any] = [document]
    count = 0
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                if not all(isinstance(key, str) for key in value):
                    raise DataLossError("the names in a JSON object are text")
                below += value
                below += value.values()
            elif isinstance(value, list):
                below += value
            elif isinstance(value, str):
                if _LONE_SURROGATE.search(value):
                    raise DataLossError("half of a surrogate pair is no character")
            elif value is not None and not isinstance(value, (bool, int, float)):
                raise DataLossError("a document consists of JSON values only")
        count += len(level)
        if count > 2 * MAX_VALUES:
            raise DataLossError(f"a document to be signed has at most {MAX_VALUES} values")
        if not below:
            return
        level = below
    raise DataLossError(f"a document to be signed is nested at most {MAX_DEPTH} levels deep")


def _refusal(error: JsonLdError) -> CredentialError:
    """Our error for one of PyLD's, by the code of the JSON-LD API; the innermost cause names the reason."""
    cause: BaseException | None = error
    code = ""
    while cause is not None:
        if isinstance(cause, CredentialError):
            return cause
        if isinstance(cause, JsonLdError):
            code = cause.code or code
        cause = cause.__cause__
    if any(word in code for word in ("context", "protected", "term", "keyword redefinition", "vocab", "base IRI")):
        return ContextError(f"the contexts of the document cannot be used together: {code}")
    return DataLossError(f"the document cannot be read as JSON-LD: {code or 'malformed'}")
