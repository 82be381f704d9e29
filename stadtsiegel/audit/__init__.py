"""The command `stadtsiegel audit`: verify the audit record of each service, and show its entries.

Here entries and findings get their words in German and English.
It only reads: never a change to a database, a key or the file of heads.
"""
