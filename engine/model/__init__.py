"""Frozen values: facts, conditions, offences, outcomes.

Nothing here reads a file or decides anything.
"""
