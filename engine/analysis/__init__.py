"""Analysis of a ruleset: do its cases hold, are they complete, would they notice a fault."""
