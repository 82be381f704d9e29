"""The audit record: who did what to which opaque id, appended with the change it tells and linked into one chain.

Services hand in their own words for what happened; heads of the chain are signed and written outside the database.
Never personal data and never free text: every word of an entry is an id or comes from a closed list.
"""
