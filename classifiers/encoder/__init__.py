"""The sentence encoder: texts into tokens and sentence vectors.

A port, its forward pass, and the package that ships its weights.
"""
