"""What is erased after its period, and the proof of it."""
