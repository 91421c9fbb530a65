"""Training of the facts network, which the second reader reads with: `python -m training.facts`."""
