"""Routing: who must be told of a content, in which order, by when and why: rules as data, in the
language of the law.
"""
