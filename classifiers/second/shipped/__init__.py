"""The shipped second reader and its card. Made by `qualif second-reader train`; never edited by hand."""
