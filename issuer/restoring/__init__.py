"""After a backup of an issuer was taken in: what was published since is kept, what was open is void.

Runs in the transaction that took the backup in, so that nobody ever starts on the one without the other.
Never a signature here, and never a network: all that is known lies in the backup and in the publish folder.
"""
