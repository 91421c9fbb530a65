"""Shadow runs: the law of a change request answers beside the one that is served, unseen."""
