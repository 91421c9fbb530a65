"""Difference of meaning between two rulesets: exact, three-valued, each difference with the
smallest report that shows it.
"""
