"""The door for wallets: OpenID4VCI 1.0 (final) with the pre-authorized code flow.

It parses the wire, calls the hall and renders its answer; `errors.py` holds the protocol's words for every refusal.
Never a rule about offers or credentials that another door would have to repeat.
"""
