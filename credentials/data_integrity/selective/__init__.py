"""Selective disclosure inside a JSON-LD document (cryptosuite ecdsa-sd-2023): base proofs, derived proofs, verifying.

Knows JSON pointers, statements with their secret labels, and the two forms of the proof's value.
Never where a key comes from, whom to trust, or which claims somebody should show.
"""
