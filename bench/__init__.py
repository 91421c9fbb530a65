"""`make bench`: how fast the engine answers, and how it compares with zen-engine on the same law.
See docs/benchmarks.md.
"""
