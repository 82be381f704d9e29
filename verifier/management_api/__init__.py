"""The door for services: ask for a check, read its state and Verdict, cancel it.

Bearer API keys, one relying party each.
Never more than the asked-for claims goes out here.
"""
