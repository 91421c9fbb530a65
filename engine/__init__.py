"""Decides: facts and dated law in, an explained qualification out.

Imports neither web nor database.
"""
