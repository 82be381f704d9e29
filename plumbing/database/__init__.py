"""One seam for storage, two engines behind it: SQLite (embedded default) and PostgreSQL.

Stores write portable SQL against `port.Executor`; `open.open_database` chooses the engine by the address.
Never a table of a service here, and never an `if` on the engine outside this room.
"""
