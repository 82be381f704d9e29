"""What must be fetched before a presentation can be judged, in two rounds.

Round 1: trust answers and keys of issuers that the registry names. Round 2: their status lists.
Never a judgement: what could not be had is handed on as unavailable.
"""
