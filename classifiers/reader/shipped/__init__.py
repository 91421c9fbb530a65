"""The shipped model of the reader of reports, and its card."""
