"""Hosting lookup: where a content is hosted, from its address and the operator's own files: no call
leaves, no name is resolved.
"""
