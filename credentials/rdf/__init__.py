"""RDF datasets: terms, N-Quads in and out, and the canonical form that signatures are made over.

Knows of quads and blank nodes only, and bounds its own work.
Never of JSON, contexts, credentials or proofs: those rooms make datasets and hand them in.
"""
