"""People and machines: accounts, sign-in, keys."""
