"""Bulk work on archives: shards of lines, who answers them, and their results in order."""
