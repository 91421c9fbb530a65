"""The names that readings, certificates and parameters share: the eight fields, the five gravities, the declared kinds of noise."""

from __future__ import annotations

FIELDS = (
    "contenus_mineurs",
    "crimes_humanite",
    "haine",
    "harcelement",
    "pedopornographie",
    "proxenetisme",
    "suicide",
    "terrorisme",
)
"""In the order of the alphabet, as certificates name them."""
NO_FIELD = "none"
"""What is read as of no field."""
GRAVITIES = ("child", "life", "terrorism", "threat", "blackmail")
