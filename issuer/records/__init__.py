"""What was issued, without what it says: the record written before each signature, and its later states.

Records name their office, offer, type, validity and status places.
Never a claim, a name or a holder's identifier here.
"""
