"""Periodic work with one owner: of all workers of a service, exactly one takes each turn of a job.

A turn is taken by one statement; whoever took it and died has merely left it out.
Never the work itself here, and never a lock that somebody would have to give back.
"""
