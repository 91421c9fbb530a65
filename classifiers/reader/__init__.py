"""The reader of whole reports: what a report may belong to, how grave it may be, whether it is noise."""
