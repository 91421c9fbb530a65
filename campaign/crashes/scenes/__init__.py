"""The scenarios, by what they act on."""
