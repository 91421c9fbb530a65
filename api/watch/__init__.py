"""Law watch: the encoded versions against files of law that the operator supplies, offline."""
