"""A kind of document as data: one use_case.toml, and everything derived from it.

Schema, context, wallet display, query and sample data are computed here, never written twice.
Never a network or a database; only load.py reads files.
"""
