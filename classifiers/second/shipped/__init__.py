"""The shipped second reader and its card.

Made by `python -m training.facts`; never edited by hand.
"""
