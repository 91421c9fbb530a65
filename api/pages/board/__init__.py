"""The board: what is late, due, waiting."""
