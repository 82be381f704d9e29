"""Steps that are really taken: each a sentence, what is expected, what came of it, and how that is told.

Used by the demo and by the trial of a package; as a timeline for people, as one object for machines.
Never a step itself: what is tried is the business of those who tell.
"""
