"""Reads text; knows nothing of offences. Empty for now: the noise filter and the cues come next."""
