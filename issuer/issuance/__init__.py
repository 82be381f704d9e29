"""The hall of the issuer: holder's key proven, nonce spent, offer taken, places recorded, credential signed.

Doors hand in parsed requests and get back a credential or a Refusal.
Never a word of HTTP here.
"""
