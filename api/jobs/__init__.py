"""Jobs: one queue in the database for work that outlives a request."""
