"""The file cache addressed by digest."""
