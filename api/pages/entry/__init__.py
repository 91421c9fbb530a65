"""Entry of a report by hand."""
