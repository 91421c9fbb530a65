"""Blind double review: a drawn share of decisions is read again by somebody who does not know the
first.
"""
