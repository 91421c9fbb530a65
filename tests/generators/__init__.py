"""Random law and random reports, from a seed, and the plain truth about them.

Nothing here imports `engine.reasoning`: what these modules say is independent of what they are used to judge.
"""
