"""Rules opened from a folder: law, parameters, editions."""
