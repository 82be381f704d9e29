"""The demo: one library card issued, checked, suspended, revoked, and every way of cheating refused, for real.

Each step is a sentence with what is expected and what happened; the timeline shows them, `--json` lists them.
Never a shortcut: every step goes through the services' own addresses with the simulated wallet.
"""
