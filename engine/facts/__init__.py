"""Comparisons over typed facts as boolean atoms, and what a stated fact says about each of them."""
