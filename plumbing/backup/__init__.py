"""Backups of a service's database: every row of one moment, in one sealed file that either engine takes in.

Written from a snapshot, read into an empty database within one transaction.
Never a key that opens the file, and never a row of the tables that are left out because deleting there must be final.
"""
