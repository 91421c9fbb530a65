"""Pages that explain the API: its description, and each problem."""
