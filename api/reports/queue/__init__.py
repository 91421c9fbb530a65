"""The queue: what is read next, and who holds what, so that two people never work on one case."""
