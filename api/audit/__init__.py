"""The journal: who saw, stated, decided, exported what, and when; each entry chained to the one
before.
"""
