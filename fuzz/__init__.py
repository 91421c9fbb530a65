"""Long comparisons of the evaluators on random law, beyond what the test suite can afford."""
