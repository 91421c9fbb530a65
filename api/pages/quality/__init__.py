"""Quality of the rules."""
