"""The ground: what specifications say of keys, proofs, credentials and verdicts; values in, values out.

Time, entropy, keys and evidence are handed in by the caller.
Never a socket, a file, a database, a clock or randomness of its own; never an import from a floor above.
"""
