"""Pipes: clock, database, keys, HTTP in and out, logs.

Plumbing carries and never judges; a room enters with its second user.
Never a credential type, an issuer, a purpose or any other word of the city here.
"""
