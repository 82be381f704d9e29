"""The door for the offices' own programs: make and withdraw offers, suspend, resume and revoke credentials.

Every route lies under one office and asks for an API key of that office.
Never an answer that holds claims, but for the second clerk who is to approve them.
"""
