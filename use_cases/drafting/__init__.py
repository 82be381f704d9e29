"""A first package of what a city has already: the header row of a table, a JSON Schema, a few answers.

Values in, a document in the package format out, with a note for whatever could not be taken over.
Never reads a file, and never copies a person's value into a package.
"""
