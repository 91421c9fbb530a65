"""Notices: proposed by rules, confirmed by persons, kept exactly as they left."""
