"""Data Integrity: proofs inside a JSON document, made and verified through a table of cryptosuites.

Knows a proof, what it covers and whether a given key made it.
Never where a key comes from, whom to trust, or what the document means.
"""
