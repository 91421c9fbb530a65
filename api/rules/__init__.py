"""What is opened from a folder of rules: law, parameters, editions."""
