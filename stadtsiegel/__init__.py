"""The face: one command line, the whole city in one process, the demo.

It wires services together and shows them to people.
Never a rule of its own: what is right or wrong is decided on the floors below.
"""
