"""Training of the reader of whole reports: `python -m training.reader`."""
