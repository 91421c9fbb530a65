"""Pages on which all the rules are read, each thing with its uses and its source."""
