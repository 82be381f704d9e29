"""Measurements that `make bench` runs: ratios of two ways in one run, so that the machine cancels out.

Each says how it measured and which bar it holds. Never a timed test, never anything that a service imports.
"""
