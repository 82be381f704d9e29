"""JSON Schemas applied to documents, with a bound on everything that a schema can make expensive.

One dialect (2020-12), one schema at a time, patterns that cannot run away.
Never a fetch or a second document; whether a schema may be believed, and what its answer means, is judged elsewhere.
"""
