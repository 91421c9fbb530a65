"""A demonstration register, whose figures are those published for 2019. No content, no address,
nobody: synthetic rows only.
"""
