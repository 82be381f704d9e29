"""JSON-LD in safe mode: bundled contexts, the set of contexts that counts, and documents as canonical N-Quads.

Every part of a document is covered by the result or the document is refused; PyLD only applies contexts.
Never a network, never a context that the caller did not hand in by its bytes, never a signature.
"""
