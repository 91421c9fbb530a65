"""Pages of change requests on the rules: the list, one request on one screen, its files."""
