"""An offer from the clerk's request to its end: made, fetched, redeemed once, withdrawn, erased.

Whatever may happen once is one guarded statement; the words for clerks are in `offer.py`.
Never a word of HTTP here, and never a claim outside the sealed column.
"""
