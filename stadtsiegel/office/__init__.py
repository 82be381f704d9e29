"""`stadtsiegel office ...`: the offices of a deployment and their keys, from the command line of its operator.

Each command works on the database and the settings that the running issuer reads, and says what comes next.
Never a rule about keys or offers of its own: those stand in the issuer and in the keyring.
"""
