"""The reading of reports as components of a spaCy pipeline."""
