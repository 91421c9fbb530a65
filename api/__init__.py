"""Meets the world: the command line now, the service later. May import `engine` and `classifiers`;
nobody imports it.
"""
