"""The door for offices that speak the W3C VC API: issue a card to a named holder, change the status of a card.

Bearer API keys, one office each; both lead into the halls that the management API leads into.
Never a credential signed as it was sent: what a card is made of, its office and its use case decide.
"""
