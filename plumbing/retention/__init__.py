"""How long each table keeps what, as data, and the one job of a service that deletes by it.

The rules lie beside the migrations of the room that owns the tables, in `retention.toml`; docs/retention.md shows them.
Never a rule itself here, and never the name of a table.
"""
