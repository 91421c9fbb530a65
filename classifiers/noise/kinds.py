"""The names that readings, certificates and parameters share, as certificates order them."""

from __future__ import annotations

from classifiers.reader import reading

FIELDS = tuple(sorted(reading.FIELDS))
"""The eight fields, in the order of the alphabet."""
NO_FIELD = "none"
"""Name of a report of no field."""
GRAVITIES = reading.GRAVITY
