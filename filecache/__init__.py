"""A file cache addressed by digest: what is costly to make from files is made once, and read back
while they stay the same.
"""
