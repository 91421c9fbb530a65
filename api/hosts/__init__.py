"""The directory of hosts and platforms that can be told."""
