"""The annotated data that the project ships beside its packages."""
