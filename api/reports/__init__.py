"""Reports: they come in, meet those on the same content, get facts and decisions."""
