"""The directory of hosts."""
