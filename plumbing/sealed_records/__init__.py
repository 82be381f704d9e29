"""Records whose personal columns are sealed with a data key of their own: deleting the key is the deletion.

The keys lie in the table `data_keys`, sealed under the service's unlock key; a backup never holds them for long.
Never a record's own table here, and never a key that outlives its record.
"""
