"""The independent checker: everything that was issued, audited again from the records (SECURITY M-18).

It has its own SQL, its own reading of statements and its own writing of each rule, over the ground and the database.
Never an import from issuer, verifier or registry: a mistake there must not be made here once more.
"""
