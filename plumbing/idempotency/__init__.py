"""The same request twice makes one thing: the Idempotency-Key of the management doors (SECURITY A-11).

A key is read from its header, taken in the transaction that makes the thing, and forgotten after a day.
Never a key or a body as it came (only keyed hashes), never a word about what is made.
"""
