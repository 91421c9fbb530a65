"""Cues: the text of a reported content, read by lexicons into presumed facts with the place of
their words.
"""
