"""The noise filter: which texts an analyst must see, and how many of those it may lose at most."""
