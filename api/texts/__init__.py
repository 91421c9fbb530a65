"""Readers of reported words: lexicons, learned readers, noise filter, streams of texts."""
