"""The trial of a package: its document issued, shown, withheld, ended and refused in a city made for it, for real.

One module a chapter; each gives steps, and every step goes through the services' own addresses with simulated wallets.
Never a kind of document by name, and never a shortcut past a service.
"""
