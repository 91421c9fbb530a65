"""The law as served: the vocabulary of facts, the offences."""
