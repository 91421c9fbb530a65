"""Decides: diagrams, prime implicants, forward chaining by durable_rules, the slow reference, law
in force, concurrence.
"""
