"""Rulesets that were served: kept by digest, loaded again when an old answer is read."""
