"""`stadtsiegel use-case new`: a first package out of a few answers, a JSON Schema or the header row of a table.

Here are the questions, the file's comments and its writing; what becomes of the answers stands in `use_cases/drafting`.
Never overwrites a file, and never writes a package that does not load.
"""
