"""Working together on a report: notes, requests to colleagues, reopening, the timeline."""
