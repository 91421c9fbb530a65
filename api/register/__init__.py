"""What the register knows of a content beside its facts."""
