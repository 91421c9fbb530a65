"""Backtest of a law change: which reports an edit cannot touch, what it changes on the others, and
the clause that does it.
"""
