"""Working together on a case: notes, requests to colleagues, reopening, timeline; one's inbox."""
