"""The analyst's pages: queue, case, kept answers."""
