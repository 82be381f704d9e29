"""`stadtsiegel registry ...`: what packages propose, held against what the authority has said.

A proposal is compared with the signed list as every service reads it, and written down for people to read.
Never a statement without the authority's key: only its management API makes one, and the audit record tells it.
"""
