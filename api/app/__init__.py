"""The application: one bootstrap, one list of features."""
