"""Compact signed tokens (JOSE), each read with an explicit set of algorithms and an exact type.

A header proposes, the caller decides: nothing in a token chooses its own algorithm, key or kind.
Never a fetch of a key that a header points at; never trust in a key that a header carries.
"""
