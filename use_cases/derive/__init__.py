"""What follows from a use case: documents, wallet display, query, form, rulebook, privacy label, judging of claims.

Pure functions, each given a proven UseCase; the same package gives the same bytes on every machine.
Never reads files, and never knows one kind of document by name.
"""
