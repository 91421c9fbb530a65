"""Boundary states of an offence, as questions for whoever knows the law."""
