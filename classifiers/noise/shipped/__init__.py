"""The shipped model, its demonstration certificates and its card.

Made by `qualif noise train`; never edited by hand.
"""
