"""The start page of `stadtsiegel serve`: what is where, and a path to click from a card's issue to its refusal.

It does only what an office's and a service's own software does: calls the management APIs, over HTTPS, with API keys.
Never part of a real deployment: it knows every key of a sample city and has no log-in.
"""
