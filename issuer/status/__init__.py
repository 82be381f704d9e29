"""Status lists: places given at random and never twice, bits changed row by row, lists published signed.

A published list is always rebuilt from the rows and replaces only the one that its maker read.
Never a claim or a holder here.
"""
