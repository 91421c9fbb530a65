"""The journal: entries chained one to the next."""
