"""Page of publications: what was published, by whom, what is live, what waits to be ratified."""
