"""Ask, answer, replay."""
