"""Drafts of what a change of the law needs, in every file that it touches."""
